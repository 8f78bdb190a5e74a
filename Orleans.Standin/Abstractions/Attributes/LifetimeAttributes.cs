using System.Globalization;

namespace Orleans;

/// <summary>Keeps idle activations of a class from being collected.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class KeepAliveAttribute : Attribute;

/// <summary>After which idle time activations of a class are collected.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The smallest limit: 1 min.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _period;

    /// <summary>Makes a limit that <see cref="Days"/>, <see cref="Hours"/> and <see cref="Minutes"/> set.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>Makes a limit of the form <c>hh:mm:ss</c>.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod)
    {
        _period = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);
    }

    /// <summary>Days of the limit.</summary>
    public double Days { get; set; }

    /// <summary>Hours of the limit.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of the limit.</summary>
    public double Minutes { get; set; }

    /// <summary>Whether activations are never collected.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The limit, <see cref="MinAgeLimit"/> at least.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (AlwaysActive) return TimeSpan.FromDays(short.MaxValue);
            TimeSpan limit = _period ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return limit < MinAgeLimit ? MinAgeLimit : limit;
        }
    }
}

/// <summary>Names a grain class; the default is the class's name in lower case without the ending "grain".</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute : Attribute
{
    /// <summary>Gives a class its name.</summary>
    public GrainTypeAttribute(string grainType)
    {
        Name = grainType;
    }

    internal string Name { get; }
}
