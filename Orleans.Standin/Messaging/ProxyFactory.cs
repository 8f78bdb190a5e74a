using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Runtime.Messaging;

/// <summary>Emits, once an interface, the class whose methods turn calls into messages.</summary>
internal static class ProxyFactory
{
    private static readonly Type[] ConstructorParameters = [typeof(CallRuntime), typeof(GrainId), typeof(InterfaceDescriptor)];
    private static readonly ConcurrentDictionary<Type, Func<CallRuntime, GrainId, GrainReference>> Factories = new();
    private static readonly HashSet<string> VisibleAssemblies = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();
    private static readonly AssemblyBuilder Assembly =
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Orleans.Standin.Proxies"), AssemblyBuilderAccess.Run);

    private static readonly ModuleBuilder Module = Assembly.DefineDynamicModule("Proxies");
    private static readonly ConstructorInfo AccessAttribute = DefineAccessAttribute();

    public static GrainReference Create(CallRuntime runtime, GrainId grainId, Type interfaceType) =>
        Factories.GetOrAdd(interfaceType, static type => Emit(type))(runtime, grainId);

    private static Func<CallRuntime, GrainId, GrainReference> Emit(Type interfaceType)
    {
        InterfaceDescriptor descriptor = InterfaceDescriptor.Get(interfaceType);
        lock (Gate)
        {
            SeeInternals(typeof(GrainReference).Assembly);
            SeeInternals(interfaceType.Assembly);
            foreach (Type inherited in interfaceType.GetInterfaces()) SeeInternals(inherited.Assembly);
            TypeBuilder proxy = Module.DefineType(
                $"Proxy{Factories.Count}_{interfaceType.FullName}_{Guid.NewGuid():N}", TypeAttributes.Sealed, typeof(GrainReference), [interfaceType]);
            EmitConstructor(proxy);
            for (int index = 0; index < descriptor.Methods.Length; index++) EmitMethod(proxy, descriptor.Methods[index], index);
            ConstructorInfo constructor = proxy.CreateType().GetConstructor(ConstructorParameters)!;
            ParameterExpression runtime = Expression.Parameter(typeof(CallRuntime));
            ParameterExpression grainId = Expression.Parameter(typeof(GrainId));
            return Expression.Lambda<Func<CallRuntime, GrainId, GrainReference>>(
                Expression.New(constructor, runtime, grainId, Expression.Constant(descriptor)), runtime, grainId).Compile();
        }
    }

    private static void EmitConstructor(TypeBuilder proxy)
    {
        ILGenerator il = proxy.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, ConstructorParameters).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, ConstructorParameters)!);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitMethod(TypeBuilder proxy, MethodDescriptor descriptor, int index)
    {
        Type[] parameters = [.. descriptor.Method.GetParameters().Select(parameter => parameter.ParameterType)];
        MethodBuilder method = proxy.DefineMethod(
            $"{descriptor.Method.DeclaringType!.FullName}.{descriptor.Method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig,
            descriptor.Method.ReturnType,
            parameters);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldc_I4, parameters.Length);
        il.Emit(OpCodes.Newarr, typeof(object));
        for (int parameter = 0; parameter < parameters.Length; parameter++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, parameter);
            il.Emit(OpCodes.Ldarg, parameter + 1);
            if (parameters[parameter].IsValueType) il.Emit(OpCodes.Box, parameters[parameter]);
            il.Emit(OpCodes.Stelem_Ref);
        }

        il.Emit(OpCodes.Call, CallMethod(descriptor.Return));
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(method, descriptor.Method);
    }

    private static MethodInfo CallMethod(ReturnKind kind)
    {
        string name = kind.Shape switch
        {
            ReturnShape.Void => nameof(GrainReference.CallVoid),
            ReturnShape.Task => nameof(GrainReference.CallTask),
            ReturnShape.TaskOf => nameof(GrainReference.CallTaskOf),
            ReturnShape.ValueTask => nameof(GrainReference.CallValueTask),
            ReturnShape.ValueTaskOf => nameof(GrainReference.CallValueTaskOf),
            _ => nameof(GrainReference.CallSequence),
        };
        MethodInfo method = typeof(GrainReference).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
        return kind.ResultType is { } type ? method.MakeGenericMethod(type) : method;
    }

    // The runtime honours this attribute by its name, whoever defines it: it lets the proxies see internal interfaces.
    private static ConstructorInfo DefineAccessAttribute()
    {
        TypeBuilder attribute = Module.DefineType(
            "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute", TypeAttributes.Public, typeof(Attribute));
        FieldBuilder field = attribute.DefineField("AssemblyName", typeof(string), FieldAttributes.Public);
        ILGenerator il = attribute.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(string)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Attribute).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stfld, field);
        il.Emit(OpCodes.Ret);
        return attribute.CreateType().GetConstructor([typeof(string)])!;
    }

    private static void SeeInternals(Assembly assembly)
    {
        string name = assembly.GetName().Name!;
        if (VisibleAssemblies.Add(name)) Assembly.SetCustomAttribute(new CustomAttributeBuilder(AccessAttribute, [name]));
    }
}
