using System.Net;

namespace Starling.Silo.Connections;

/// <summary>Counts open connections, in all and by address, against two limits.</summary>
/// <param name="most">Connections at most.</param>
/// <param name="mostOfAddress">Of these from one address.</param>
internal sealed class ConnectionCount(int most, int mostOfAddress)
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> byAddress = [];
    private int open;

    /// <summary>How many are open, and how many of them from an address.</summary>
    public (int All, int Same) Of(IPAddress address)
    {
        lock (gate)
            return (open, byAddress.GetValueOrDefault(address));
    }

    /// <summary>Takes a connection in; false, and it is not counted, where there are too many.</summary>
    public bool TryEnter(IPAddress address)
    {
        lock (gate)
        {
            int same = byAddress.GetValueOrDefault(address);
            if (open >= most || same >= mostOfAddress)
                return false;

            open++;
            byAddress[address] = same + 1;
            return true;
        }
    }

    /// <summary>Lets one go that was taken in.</summary>
    public void Leave(IPAddress address)
    {
        lock (gate)
        {
            open--;
            if (--byAddress[address] == 0)
                byAddress.Remove(address);
        }
    }
}
