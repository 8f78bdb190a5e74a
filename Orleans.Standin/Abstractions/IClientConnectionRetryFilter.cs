namespace Orleans;

/// <summary>Decides whether a client that could not connect at its start tries again.</summary>
public interface IClientConnectionRetryFilter
{
    /// <summary>Whether to try again, once the returned task is done.</summary>
    Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken);
}
