namespace Orleans.Runtime.Messaging;

/// <summary>What the runtimes of two silos ask each other.</summary>
internal enum SystemOperation : byte
{
    None,
    Probe,
    Gossip,
    ReadTable,
    InsertRow,
    UpdateRow,
    UpdateIAmAlive,
    CleanUpTable,
    Register,
    Unregister,
    Lookup,
    Recover,
    Deactivate,
    PublishLoad,
    CountActivations,
    Collect,
}
