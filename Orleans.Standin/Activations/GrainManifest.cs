using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Orleans.Runtime.Activations;

/// <summary>The grain classes of this process: those of every assembly that uses the stand-in.</summary>
internal static class GrainManifest
{
    private static readonly ConcurrentDictionary<GrainType, GrainClass> Classes = new();
    private static readonly HashSet<Assembly> Scanned = [];
    private static readonly Lock Gate = new();

    public static GrainClass? Find(GrainType type) => Classes.GetValueOrDefault(type);

    public static IEnumerable<GrainClass> All => Classes.Values;

    /// <summary>Looks through the assemblies that are loaded, and those that they refer to.</summary>
    public static void Scan()
    {
        lock (Gate)
        {
            var assemblies = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
            while (assemblies.TryDequeue(out Assembly? assembly))
            {
                if (IsFramework(assembly.GetName()) || !Scanned.Add(assembly)) continue;
                AssemblyName[] references = assembly.GetReferencedAssemblies();
                foreach (AssemblyName reference in references.Where(reference => !IsFramework(reference)))
                {
                    if (TryLoad(reference) is { } referenced) assemblies.Enqueue(referenced);
                }

                string own = typeof(GrainManifest).Assembly.GetName().Name!;
                if (assembly == typeof(GrainManifest).Assembly || Array.Exists(references, reference => string.Equals(reference.Name, own, StringComparison.Ordinal)))
                    Register(assembly);
            }
        }
    }

    /// <summary>The class that serves an interface.</summary>
    public static GrainType Resolve(Type interfaceType, string? classNamePrefix)
    {
        GrainClass[] classes =
        [
            .. Classes.Values.Where(candidate => candidate.Interfaces.Contains(interfaceType)
                && (string.IsNullOrEmpty(classNamePrefix) || candidate.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))),
        ];
        return classes.Length switch
        {
            1 => classes[0].GrainType,
            0 => throw new ArgumentException($"Could not find an implementation for interface {interfaceType}.", nameof(interfaceType)),
            _ => throw new ArgumentException(
                $"Unable to identify a single implementation for interface {interfaceType}: there are {string.Join(", ", classes.Select(found => found.Type.FullName))}.",
                nameof(interfaceType)),
        };
    }

    private static void Register(Assembly assembly)
    {
        TypeNames.Register(assembly);
        foreach (Type type in assembly.GetTypes())
        {
            // What the runtime serves itself is called by clients before anybody here has a reference to it.
            if (type.IsInterface && type != typeof(IRuntimeExtension) && type.IsAssignableTo(typeof(IRuntimeExtension))) InterfaceDescriptor.Get(type);
            if (!type.IsClass || type.IsAbstract || !type.IsAssignableTo(typeof(IGrain)) || type.IsAssignableTo(typeof(GrainReference))) continue;
            if (!Array.Exists(type.GetInterfaces(), InterfaceDescriptor.IsGrainInterface)) continue;
            if (!Visibility.IsSeen(type)) throw new OrleansConfigurationException($"The grain class {type} is private: it is public or internal.");
            var grainClass = new GrainClass(type);
            GrainClass known = Classes.GetOrAdd(grainClass.GrainType, grainClass);
            if (known.Type != type)
                throw new OrleansConfigurationException($"The grain classes {known.Type} and {type} have the same name, '{known.GrainType}': give one a [GrainType].");
        }
    }

    private static bool IsFramework(AssemblyName name) =>
        name.Name is { } text && (text.StartsWith("System", StringComparison.Ordinal) || text.StartsWith("Microsoft.", StringComparison.Ordinal)
            || string.Equals(text, "netstandard", StringComparison.Ordinal) || string.Equals(text, "mscorlib", StringComparison.Ordinal));

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
