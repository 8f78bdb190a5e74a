using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as an object: its method, its arguments, and, where it is received, its target.</summary>
public interface IInvokable
{
    /// <summary>The object that is called; null where the call is made.</summary>
    object? GetTarget();

    /// <summary>The number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>An argument. Filters share it with the call: it is not to be changed.</summary>
    object? GetArgument(int index);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The interface's name.</summary>
    string GetInterfaceName();

    /// <summary>The method of the interface.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();
}
