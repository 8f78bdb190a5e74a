using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Networking;

namespace Orleans.Clients;

/// <content>The gateways of a client: which there are, and the connections to them.</content>
internal sealed partial class ClientRuntime
{
    private ConnectionLimits Limits => new(Options.MaxMessageHeaderSize, Options.MaxMessageBodySize, Queue, ReadBuffer);

    private async Task ReadGatewaysAsync()
    {
        IList<Uri> list = await _gateways.GetGateways();
        lock (_gate)
        {
            var listed = list.Select(GatewayUris.ToAddress).ToHashSet();
            foreach (SiloAddress address in listed)
            {
                if (!_known.ContainsKey(address)) _known[address] = new Gateway(address);
            }

            // One that is no longer listed is left alone while its connection works.
            foreach (Gateway gone in _known.Values.Where(gateway => gateway.Connection is null && !listed.Contains(gateway.Address)).ToArray()) _known.Remove(gone.Address);
        }
    }

    // Dials what has no connection, and waits for the first that answers.
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var dialled = DialMissing();
        while (_live.IsEmpty)
        {
            if (dialled.Count == 0) throw NoGateway();
            Task<bool> done = await Task.WhenAny(dialled).WaitAsync(cancellationToken);
            dialled.Remove(done);
        }
    }

    private List<Task<bool>> DialMissing()
    {
        Gateway[] missing;
        lock (_gate) missing = [.. _known.Values.Where(gateway => gateway.Connection is null)];
        return [.. missing.Select(DialAsync)];
    }

    private async Task<bool> DialAsync(Gateway gateway)
    {
        MessageConnection connection;
        lock (_gate)
        {
            if (_stopped.IsCancellationRequested) return false;
            var self = new Introduction(_clusterId, null, ClientId, null, new Dictionary<string, string>(StringComparer.Ordinal));
            gateway.Connection = connection = _network.Dial(gateway.Address.Endpoint, self, _outbound, this, Limits);
        }

        if (!await connection.Opened) return false;
        lock (_gate)
        {
            if (gateway.Connection != connection || _stopped.IsCancellationRequested) return false;
            _live = [.. _live.Remove(gateway), gateway];
        }

        LogConnected(Logger, gateway.Address.Endpoint);
        return true;
    }

    private async Task KeepConnectedAsync()
    {
        using var timer = new PeriodicTimer(_connectionOptions.ConnectionRetryDelay);
        while (await NextAsync(timer)) DialMissing();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A list of somebody else's may throw anything; the one there is stays.")]
    private async Task KeepListAsync()
    {
        using var timer = new PeriodicTimer(_gateways.MaxStaleness > TimeSpan.Zero ? _gateways.MaxStaleness : TimeSpan.FromMinutes(1));
        while (await NextAsync(timer))
        {
            try
            {
                await ReadGatewaysAsync();
            }
            catch (Exception exception)
            {
                LogNoList(Logger, exception.Message);
            }
        }
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopped.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void OnGoodbye(MessageConnection connection)
    {
        if (Find(connection) is not { } gateway) return;
        lock (_gate) _live = _live.Remove(gateway);
    }

    private Gateway? Find(MessageConnection connection)
    {
        lock (_gate) return _known.Values.FirstOrDefault(gateway => gateway.Connection == connection);
    }

    /// <summary>A gateway; its address has no generation, it is whichever silo listens there.</summary>
    private sealed class Gateway(SiloAddress address)
    {
        public SiloAddress Address { get; } = address;

        public uint Hash { get; } = (uint)address.GetConsistentHashCode();

        public MessageConnection? Connection { get; set; }
    }
}

/// <summary>Gateways as addresses of the scheme <c>gwy.tcp</c>.</summary>
internal static class GatewayUris
{
    public static Uri Of(IPEndPoint endpoint, int generation = 0) => new(string.Create(CultureInfo.InvariantCulture, $"gwy.tcp://{endpoint}/{generation}"));

    public static SiloAddress ToAddress(Uri uri) => SiloAddress.New(IPAddress.Parse(uri.DnsSafeHost), uri.Port, 0);
}
