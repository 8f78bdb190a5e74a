namespace Starling.Bench.Processes;

/// <summary>
/// Tells a process that this program started when its parent is gone, however that ended: its standard input ends, which the parent holds open.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Watches on a thread of its own.</summary>
    /// <param name="ended">Called once standard input has ended.</param>
    public static void Start(Action ended) => new Thread(() => Watch(ended)) { IsBackground = true, Name = "parent" }.Start();

    private static void Watch(Action ended)
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        ended();
    }
}
