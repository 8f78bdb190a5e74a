using System.Diagnostics.CodeAnalysis;

namespace Orleans.Messaging;

/// <summary>Tells clients which gateways a cluster has.</summary>
public interface IGatewayListProvider
{
    /// <summary>Gets ready; called first.</summary>
    Task InitializeGatewayListProvider();

    /// <summary>The gateways, as <c>gwy.tcp://address:port/generation</c>.</summary>
    [SuppressMessage("Design", "CA1024:Use properties where appropriate", Justification = "The signature is that of Orleans.")]
    Task<IList<Uri>> GetGateways();

    /// <summary>How old the list may become before it is read again.</summary>
    TimeSpan MaxStaleness { get; }

    /// <summary>No longer used.</summary>
    [Obsolete("This attribute is no longer used and all providers are considered updatable")]
    bool IsUpdatable { get; }
}
