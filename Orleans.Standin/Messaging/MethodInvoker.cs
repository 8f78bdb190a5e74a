using System.Linq.Expressions;
using System.Reflection;

namespace Orleans.Runtime.Messaging;

/// <summary>Invokes one method of grain objects; compiled once, so that a call costs no reflection.</summary>
internal sealed class MethodInvoker
{
    private static readonly Dictionary<ReturnShape, string> Adapters = new()
    {
        [ReturnShape.Task] = nameof(FromTask),
        [ReturnShape.TaskOf] = nameof(FromTaskOf),
        [ReturnShape.ValueTask] = nameof(FromValueTask),
        [ReturnShape.ValueTaskOf] = nameof(FromValueTaskOf),
    };

    private readonly Func<object, object?[], ValueTask<object?>>? _call;
    private readonly Func<object, object?[], object>? _sequence;

    private MethodInvoker(Func<object, object?[], ValueTask<object?>>? call, Func<object, object?[], object>? sequence)
    {
        _call = call;
        _sequence = sequence;
    }

    public ValueTask<object?> InvokeAsync(object target, object?[] arguments) => _call!(target, arguments);

    /// <summary>Calls a method that returns a sequence; the result is an <see cref="IAsyncEnumerable{T}"/>.</summary>
    public object InvokeSequence(object target, object?[] arguments) => _sequence!(target, arguments);

    public static MethodInvoker Compile(MethodInfo method, ReturnKind kind)
    {
        ParameterExpression target = Expression.Parameter(typeof(object));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        Expression call = Expression.Call(
            Expression.Convert(target, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, index) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType)));
        if (kind.Shape == ReturnShape.Sequence)
            return new MethodInvoker(null, Expression.Lambda<Func<object, object?[], object>>(call, target, arguments).Compile());

        Expression body = kind.Shape == ReturnShape.Void
            ? Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)))
            : Expression.Call(Adapter(kind), call);
        return new MethodInvoker(Expression.Lambda<Func<object, object?[], ValueTask<object?>>>(body, target, arguments).Compile(), null);
    }

    private static MethodInfo Adapter(ReturnKind kind)
    {
        MethodInfo adapter = typeof(MethodInvoker).GetMethod(Adapters[kind.Shape], BindingFlags.Static | BindingFlags.NonPublic)!;
        return kind.ResultType is { } type ? adapter.MakeGenericMethod(type) : adapter;
    }

    private static async ValueTask<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromTaskOf<T>(Task<T> task) => await task;

    private static async ValueTask<object?> FromValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromValueTaskOf<T>(ValueTask<T> task) => await task;
}
