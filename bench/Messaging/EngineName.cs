using System.Reflection;

namespace Starling.Bench.Messaging;

/// <summary>Which engine this was built with.</summary>
internal static class EngineName
{
    /// <summary>The assembly that grains come from, and its version.</summary>
    public static string Current
    {
        get
        {
            Assembly engine = typeof(Grain).Assembly;
            string version = engine.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

            // What follows the three numbers is the commit that it was built from.
            return $"{engine.GetName().Name} {version.Split('+', ' ')[0].TrimEnd('.')}";
        }
    }
}
