using System.Collections;
using System.Reflection;
using Starling.Dashboard;
using Starling.Silo.Settings;

namespace Starling.Deployment.Tests;

/// <summary>The environment variables that the hosts read: sections and properties of their settings.</summary>
internal static class HostVariables
{
    private static readonly Dictionary<string, Type[]> Sections = typeof(HostSettings).GetProperties()
        .Select(section => (Name: section.Name == nameof(HostSettings.Connections) ? ConnectionSettings.Section : section.Name, PropertyType: section.PropertyType))
        .Append((Name: DashboardSettings.Section, PropertyType: typeof(DashboardSettings)))
        .GroupBy(section => section.Name, section => section.PropertyType, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(section => section.Key, section => section.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a variable, <c>Section__Name</c> or <c>Section__Name__Key</c>, is one of them.</summary>
    public static bool AreRead(string variable)
    {
        string[] parts = variable.Split("__");
        if (parts.Length < 2 || !Sections.TryGetValue(parts[0], out Type[]? types))
            return false;

        PropertyInfo? setting = types.Select(type => type.GetProperty(parts[1], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)).FirstOrDefault(found => found is not null);
        return setting is { CanWrite: true } && (parts.Length == 2 || (parts.Length == 3 && setting.PropertyType != typeof(string) && setting.PropertyType.IsAssignableTo(typeof(IEnumerable))));
    }
}
