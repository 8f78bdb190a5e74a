namespace Orleans.Serialization;

/// <summary>The generated code of Orleans sees public and internal types only; neither does the stand-in serve others.</summary>
internal static class Visibility
{
    public static bool IsSeen(Type type)
    {
        for (Type? outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (outer.IsNestedPrivate || outer.IsNestedFamily || outer.IsNestedFamANDAssem) return false;
        }

        return true;
    }
}
