namespace Starling.Client.Calls;

/// <summary>
/// The token that calls made from here on carry in place of their connection's own: several callers share a connection, and each
/// call is checked by the cluster as its caller's.
/// </summary>
internal static class CallerToken
{
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The token of the caller; null for the connection's own.</summary>
    public static string? Current => Ambient.Value;

    /// <summary>Sets the token until the result is disposed, in the synchronous part of a call: what it begins keeps the token.</summary>
    /// <param name="token">The token; null leaves the connection's own.</param>
    public static Scope Use(string? token)
    {
        var scope = new Scope(Ambient.Value);
        Ambient.Value = token;
        return scope;
    }

    /// <summary>Puts back what was before.</summary>
    /// <param name="before">The token before.</param>
    public readonly struct Scope(string? before) : IDisposable
    {
        /// <summary>Puts it back.</summary>
        public void Dispose() => Ambient.Value = before;
    }
}
