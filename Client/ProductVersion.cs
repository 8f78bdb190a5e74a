using System.Reflection;

namespace Starling.Client;

/// <summary>The version of this build of Starling.</summary>
public static class ProductVersion
{
    /// <summary>The version, such as <c>0.1.0</c>, without the build's commit.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
