namespace Orleans;

/// <summary>Stands before every call that a silo's grains receive; a grain that implements it stands before its own calls.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles a call: goes on with <see cref="IGrainCallContext.Invoke"/>, or sets the result itself, or throws.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Stands before every call that a host makes.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <inheritdoc cref="IIncomingGrainCallFilter.Invoke"/>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>A filter of calls that are received, as a delegate.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>A filter of calls that are made, as a delegate.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
