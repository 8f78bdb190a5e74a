using System.Reflection;

namespace Orleans.Runtime.Messaging;

internal enum ReturnShape
{
    Void,
    Task,
    TaskOf,
    ValueTask,
    ValueTaskOf,
    Sequence,
}

/// <summary>What a grain method returns: its shape, and the type inside.</summary>
internal sealed record ReturnKind(ReturnShape Shape, Type? ResultType)
{
    public static ReturnKind Of(MethodInfo method)
    {
        Type type = method.ReturnType;
        if (type == typeof(void)) return new ReturnKind(ReturnShape.Void, null);
        if (type == typeof(Task)) return new ReturnKind(ReturnShape.Task, null);
        if (type == typeof(ValueTask)) return new ReturnKind(ReturnShape.ValueTask, null);
        Type? definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : null;
        ReturnShape shape = definition == typeof(Task<>) ? ReturnShape.TaskOf
            : definition == typeof(ValueTask<>) ? ReturnShape.ValueTaskOf
            : definition == typeof(IAsyncEnumerable<>) ? ReturnShape.Sequence
            : throw new NotSupportedException($"{method.DeclaringType}.{method.Name} returns {type}: a grain method returns a Task, a ValueTask or an IAsyncEnumerable.");
        return new ReturnKind(shape, type.GetGenericArguments()[0]);
    }
}
