using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime.Messaging;

/// <summary>A call as filters see it.</summary>
internal class Invocation(MethodDescriptor method, object?[] arguments, object? target = null) : IInvokable
{
    public MethodDescriptor Method => method;

    public object?[] Arguments => arguments;

    public object? GetTarget() => target;

    public int GetArgumentCount() => arguments.Length;

    public object? GetArgument(int index) => arguments[index];

    // The methods of the extension that are generic in Orleans are called so.
    public string GetMethodName() => method.IsExtension && method.Return.ResultType is not null ? $"{method.Method.Name}<T>" : method.Method.Name;

    public string GetInterfaceName() => GetInterfaceType().FullName!.Replace('+', '.');

    public MethodInfo GetMethod() => method.Method;

    public Type GetInterfaceType() => method.Method.DeclaringType!;
}
