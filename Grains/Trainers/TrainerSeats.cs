using System.Collections.Immutable;

namespace Starling.Grains.Trainers;

/// <summary>Who wants a process.</summary>
/// <param name="JobId">The job: processes of one job can stand for any of its workers.</param>
/// <param name="Participant">The worker's number, or <see cref="Evaluation"/>.</param>
/// <param name="SharesDevice">Whether the process may use an accelerator beside others.</param>
internal readonly record struct TrainerNeed(string JobId, int Participant, bool SharesDevice)
{
    /// <summary>The participant that evaluates.</summary>
    public const int Evaluation = -1;
}

/// <summary>Which process serves whom. Pure: it is told who comes and goes, and says which place is whose. For one thread at a time.</summary>
/// <remarks>
/// A place that was given last to the same worker is best, since the script has the worker's samples; then an empty one; then one of the same
/// job, whose process takes the samples of another worker; then the one that has been idle longest, whose process is ended. Where there are
/// accelerators every process has one to itself for as long as it lives, or beside others of jobs that share.
/// </remarks>
internal sealed class TrainerSeats
{
    private readonly Seat[] seats;
    private readonly ImmutableArray<string> devices;
    private long turn;

    /// <summary>Makes the places, all empty.</summary>
    /// <param name="count">How many processes there may be.</param>
    /// <param name="devices">The accelerators.</param>
    public TrainerSeats(int count, ImmutableArray<string> devices)
    {
        seats = [.. Enumerable.Range(0, count).Select(number => new Seat(number))];
        this.devices = devices;
    }

    /// <summary>Chooses a place, which is then busy; null where none can be had now.</summary>
    public Seat? TryTake(TrainerNeed need)
    {
        Seat? seat = Idle(one => one.Need is { } last && last.JobId == need.JobId && last.Participant == need.Participant);
        if (seat is null)
        {
            seat = TryTakeEmpty(need)
                ?? Idle(one => one.Need?.JobId == need.JobId)
                ?? TryReplace(need);
        }

        if (seat is null)
            return null;

        seat.Need = need;
        seat.IsBusy = true;
        return seat;
    }

    /// <summary>Whether an idle place served just this participant last, so that nothing has to be loaded.</summary>
    public bool Suits(TrainerNeed need) => Array.Exists(seats, seat => !seat.IsBusy && seat.Need is { } last && last.JobId == need.JobId && last.Participant == need.Participant);

    /// <summary>A place is free again.</summary>
    /// <param name="seat">The place.</param>
    /// <param name="isEmpty">Whether its process is gone.</param>
    public void Leave(Seat seat, bool isEmpty)
    {
        seat.IsBusy = false;
        seat.LastUsed = ++turn;
        if (isEmpty)
            seat.Clear();
    }

    /// <summary>A job is over.</summary>
    /// <returns>Its idle places, which are empty from now on: their processes are to be ended. The busy ones follow when they are left.</returns>
    public IReadOnlyList<Seat> End(string jobId)
    {
        Seat[] ofJob = [.. seats.Where(seat => seat.Need?.JobId == jobId)];
        foreach (Seat seat in ofJob)
            seat.EndsWhenLeft = true;

        Seat[] idle = [.. ofJob.Where(seat => !seat.IsBusy)];
        foreach (Seat seat in idle)
            seat.Clear();
        return idle;
    }

    private Seat? Idle(Func<Seat, bool> fits) => seats.Where(seat => !seat.IsBusy && fits(seat)).MaxBy(seat => seat.LastUsed);

    private Seat? TryTakeEmpty(TrainerNeed need)
    {
        if (Array.Find(seats, seat => !seat.IsBusy && seat.Need is null) is not { } seat || !TryFindDevice(need, without: null, out string? device))
            return null;

        seat.Device = device;
        return seat;
    }

    private Seat? TryReplace(TrainerNeed need)
    {
        foreach (Seat seat in seats.Where(seat => !seat.IsBusy && seat.Need is not null).OrderBy(seat => seat.LastUsed))
        {
            if (TryFindDevice(need, without: seat, out string? device))
            {
                // The processes of other jobs do not serve this one: whoever takes the place ends what is there.
                seat.Clear();
                seat.Device = device;
                return seat;
            }
        }

        return null;
    }

    private bool TryFindDevice(TrainerNeed need, Seat? without, out string? device)
    {
        device = null;
        if (devices.IsEmpty)
            return true;

        device = devices
            .Select(name => (Name: name, Users: seats.Where(seat => seat != without && seat.Device == name).ToList()))
            .Where(one => one.Users.Count == 0 || (need.SharesDevice && one.Users.All(user => user.Need is { SharesDevice: true })))
            .OrderBy(one => one.Users.Count)
            .Select(one => one.Name)
            .FirstOrDefault();
        return device is not null;
    }

    /// <summary>A place for a process.</summary>
    /// <param name="number">Which.</param>
    internal sealed class Seat(int number)
    {
        /// <summary>Which place it is, from 0.</summary>
        public int Number => number;

        /// <summary>Whom it serves or served last; null where there is no process.</summary>
        public TrainerNeed? Need { get; set; }

        /// <summary>The accelerator of its process.</summary>
        public string? Device { get; set; }

        /// <summary>Whether somebody has it.</summary>
        public bool IsBusy { get; set; }

        /// <summary>Whether its process ends when it is left, since its job is over.</summary>
        public bool EndsWhenLeft { get; set; }

        /// <summary>When it was left, in turns.</summary>
        public long LastUsed { get; set; }

        /// <summary>Its process is gone.</summary>
        public void Clear()
        {
            Need = null;
            Device = null;
            EndsWhenLeft = false;
        }
    }
}
