namespace Orleans.Runtime
{
    /// <summary>A gateway has too much to do and takes no more calls.</summary>
    [GenerateSerializer]
    public sealed class GatewayTooBusyException : OrleansException
    {
        /// <summary>Makes the exception.</summary>
        public GatewayTooBusyException() : base("Gateway too busy")
        {
        }

        /// <summary>Makes the exception.</summary>
        public GatewayTooBusyException(string message) : base(message)
        {
        }

        /// <summary>Makes the exception.</summary>
        public GatewayTooBusyException(string message, Exception innerException) : base(message, innerException)
        {
        }
    }
}

namespace Orleans.Runtime.Messaging
{
    /// <summary>A connection could not be made.</summary>
    [GenerateSerializer]
    public class ConnectionFailedException : OrleansException
    {
        /// <summary>Makes the exception.</summary>
        public ConnectionFailedException()
        {
        }

        /// <summary>Makes the exception.</summary>
        public ConnectionFailedException(string message) : base(message)
        {
        }

        /// <summary>Makes the exception.</summary>
        public ConnectionFailedException(string message, Exception innerException) : base(message, innerException)
        {
        }
    }
}
