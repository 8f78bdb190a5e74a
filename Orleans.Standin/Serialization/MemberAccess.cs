using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization;

internal delegate TMember Getter<TOwner, TMember>(ref TOwner owner);

internal delegate void Setter<TOwner, TMember>(ref TOwner owner, TMember value);

/// <summary>Compiles access to members whatever their visibility, and to read-only and init-only ones, once a member.</summary>
internal static class MemberAccess
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Makes instances: with the constructor that takes nothing where there is one, else without any constructor.</summary>
    public static Func<T> Activator<T>() where T : class
    {
        if (typeof(T).IsAbstract || typeof(T).GetConstructor(Instance, Type.EmptyTypes) is not { } constructor)
            return () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        var method = new DynamicMethod("Create", typeof(T), Type.EmptyTypes, typeof(MemberAccess).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<T>>();
    }

    public static Getter<TOwner, TMember> Getter<TOwner, TMember>(MemberInfo member)
    {
        var method = new DynamicMethod("Get", typeof(TMember), [typeof(TOwner).MakeByRefType()], typeof(MemberAccess).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LoadOwner<TOwner>(il);
        if (member is PropertyInfo property) il.Emit(OpCodes.Call, property.GetMethod!);
        else il.Emit(OpCodes.Ldfld, (FieldInfo)member);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Getter<TOwner, TMember>>();
    }

    public static Setter<TOwner, TMember> Setter<TOwner, TMember>(MemberInfo member)
    {
        var method = new DynamicMethod(
            "Set", typeof(void), [typeof(TOwner).MakeByRefType(), typeof(TMember)], typeof(MemberAccess).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LoadOwner<TOwner>(il);
        il.Emit(OpCodes.Ldarg_1);
        if (member is PropertyInfo { SetMethod: { } setter }) il.Emit(OpCodes.Call, setter);
        else il.Emit(OpCodes.Stfld, member as FieldInfo ?? BackingField((PropertyInfo)member));
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Setter<TOwner, TMember>>();
    }

    private static void LoadOwner<TOwner>(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (!typeof(TOwner).IsValueType) il.Emit(OpCodes.Ldind_Ref);
    }

    private static FieldInfo BackingField(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Instance)
        ?? throw new CodecNotFoundException($"{property.DeclaringType}.{property.Name} has an [Id] but can be neither set nor is it an auto-property.");
}
