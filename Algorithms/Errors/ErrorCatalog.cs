using System.Reflection;

namespace Starling.Algorithms.Errors;

/// <summary>One entry of the catalogue of errors.</summary>
/// <param name="Code">The number, <c>STAR</c> and four digits; never reused.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Remedy">What a person does about it, in one or two sentences.</param>
public sealed record ErrorEntry(string Code, string Title, string Remedy);

/// <summary>
/// Every refusal and failure that a person can meet, with its number and its remedy: the source of <c>docs/errors.md</c>.
/// 01xx: job files and the command line; 02xx: data; 03xx: numerics; 04xx: running jobs; 05xx: what comes from workers;
/// 06xx: who may do what; 07xx: the silos of a cluster; 08xx: the graphs of decentralized jobs.
/// </summary>
public static class ErrorCatalog
{
    /// <summary>STAR0101: the job file is not there or cannot be read.</summary>
    public static readonly ErrorEntry JobFileMissing = new("STAR0101", "The job file cannot be read",
        "Check the path; `jobs/` has examples to copy.");

    /// <summary>STAR0102: the job file is neither YAML nor JSON.</summary>
    public static readonly ErrorEntry JobFileSyntax = new("STAR0102", "The job file is not valid YAML or JSON",
        "Mend the syntax at the line and column given; indent with spaces.");

    /// <summary>STAR0103: a field that no job has.</summary>
    public static readonly ErrorEntry UnknownField = new("STAR0103", "Unknown field",
        "Use one of the fields listed in the message; `docs/job.schema.json` lets an editor complete and check them.");

    /// <summary>STAR0104: a value of the wrong type.</summary>
    public static readonly ErrorEntry WrongType = new("STAR0104", "A value has the wrong type",
        "Give the field a value of the type named in the message.");

    /// <summary>STAR0105: a value outside its range.</summary>
    public static readonly ErrorEntry OutOfRange = new("STAR0105", "A value is out of its range",
        "Choose a value within the range named in the message.");

    /// <summary>STAR0106: a kind (algorithm, model, data set, rule, ...) or another name that does not exist.</summary>
    public static readonly ErrorEntry UnknownKind = new("STAR0106", "Unknown kind or name",
        "Use one of the names listed in the message.");

    /// <summary>STAR0107: a required field is missing.</summary>
    public static readonly ErrorEntry MissingField = new("STAR0107", "A required field is missing",
        "Add the field; the message says what it means.");

    /// <summary>STAR0108: fields that are valid alone and impossible together.</summary>
    public static readonly ErrorEntry ImpossibleCombination = new("STAR0108", "Fields contradict each other",
        "Change one of the fields named in the message.");

    /// <summary>STAR0109: a field given twice.</summary>
    public static readonly ErrorEntry DuplicateField = new("STAR0109", "A field is given twice",
        "Keep one of the two.");

    /// <summary>STAR0110: an override on the command line that is not path=value.</summary>
    public static readonly ErrorEntry BadOverride = new("STAR0110", "An override cannot be applied",
        "Write `--set path.to.field=value`; the path names fields of the job file.");

    /// <summary>STAR0111: a command line that is not understood.</summary>
    public static readonly ErrorEntry BadCommandLine = new("STAR0111", "The command line is not understood",
        "Compare with `starling --help` or `starling COMMAND --help`.");

    /// <summary>STAR0112: a silo is configured in a way that cannot be.</summary>
    public static readonly ErrorEntry BadConfiguration = new("STAR0112", "The configuration of a silo is not valid",
        "Mend the settings named in the message, in `appsettings.json`, the environment or on the command line.");

    /// <summary>STAR0113: a device was asked for that is not there.</summary>
    public static readonly ErrorEntry NoAccelerator = new("STAR0113", "There is no such accelerator",
        "Set `Silo:Accelerator` to `auto` or `none`, or install the driver and NVRTC; STARLING_CUDA_PATH says where NVRTC is.");

    /// <summary>STAR0201: a data set or file is nowhere.</summary>
    public static readonly ErrorEntry DataMissing = new("STAR0201", "A data set or data file is missing",
        "Put the file where the message says, or point `--data` or STARLING_DATA at the folder that holds it.");

    /// <summary>STAR0202: a data file ends too early.</summary>
    public static readonly ErrorEntry DataTruncated = new("STAR0202", "A data file is truncated",
        "Fetch or copy the file again; its size or checksum is wrong.");

    /// <summary>STAR0203: a data file is not what it should be.</summary>
    public static readonly ErrorEntry DataCorrupted = new("STAR0203", "A data file is corrupted or of another format",
        "Fetch or copy the file again, or name the format that it really has.");

    /// <summary>STAR0204: a label outside the classes of the data set.</summary>
    public static readonly ErrorEntry LabelOutOfRange = new("STAR0204", "A label is out of range",
        "Mend the row named in the message, or set the number of classes that the data really has.");

    /// <summary>STAR0205: a NaN or an infinity in the data.</summary>
    public static readonly ErrorEntry DataNotFinite = new("STAR0205", "A value in the data is not a finite number",
        "Mend or remove the row named in the message.");

    /// <summary>STAR0206: fewer samples than workers, or a partition that cannot be made.</summary>
    public static readonly ErrorEntry PartitionImpossible = new("STAR0206", "The data cannot be split among the workers as asked",
        "Use fewer workers, more samples, or another partition.");

    /// <summary>STAR0207: two data files that do not belong together.</summary>
    public static readonly ErrorEntry DataMismatch = new("STAR0207", "Data files do not fit each other",
        "Use files of one data set: the same number of rows and the same shape.");

    /// <summary>STAR0208: a data file with more values than one array can hold.</summary>
    public static readonly ErrorEntry DataTooLarge = new("STAR0208", "A data file is too large",
        "Split the data over several jobs or reduce it; one file may hold about two thousand million values.");

    /// <summary>STAR0209: a column that a data file does not have.</summary>
    public static readonly ErrorEntry DataColumnMissing = new("STAR0209", "A data file has no such column",
        "Name one of the columns listed in the message, by its heading or its number from 1.");

    /// <summary>STAR0210: data of a kind that the problem cannot use.</summary>
    public static readonly ErrorEntry DataUnsuitable = new("STAR0210", "The data do not suit the problem",
        "Use data of the kind that the message names, or another problem.");

    /// <summary>STAR0301: the iterates are no longer finite.</summary>
    public static readonly ErrorEntry Diverged = new("STAR0301", "The run diverged",
        "Lower the learning rate, clip gradients (`algorithm.clipNorm`), or use a stronger prox.");

    /// <summary>STAR0302: constants that no convex problem has.</summary>
    public static readonly ErrorEntry ProblemIllPosed = new("STAR0302", "The problem is not well posed",
        "Change the parameters or the data of the problem as the message says.");
    /// <summary>STAR0303: a vector to be compressed that is not finite.</summary>
    public static readonly ErrorEntry NotCompressible = new("STAR0303", "A vector to be compressed is not finite",
        "Lower the learning rate or clip gradients (`algorithm.clipNorm`).");

    /// <summary>STAR0401: no job of that id.</summary>
    public static readonly ErrorEntry JobUnknown = new("STAR0401", "There is no such job",
        "Check the id that the submission returned.");

    /// <summary>STAR0402: the results cannot be written.</summary>
    public static readonly ErrorEntry OutputNotWritable = new("STAR0402", "The result folder cannot be written",
        "Choose another folder with `--out`, or free space.");

    /// <summary>STAR0403: a job failed in a way that the system did not expect.</summary>
    public static readonly ErrorEntry JobFailed = new("STAR0403", "The job failed",
        "Read the job's events; when the cause is not the job, please report it with events.jsonl.");

    /// <summary>STAR0404: a job id is taken by another job.</summary>
    public static readonly ErrorEntry JobExists = new("STAR0404", "A job with this id exists already",
        "Submit under another id.");

    /// <summary>STAR0405: no cluster answers.</summary>
    public static readonly ErrorEntry ClusterUnreachable = new("STAR0405", "The cluster cannot be reached",
        "Check that the cluster runs and that the address and the token are right; an embedded one needs free local ports.");

    /// <summary>STAR0406: no silo carries the labels that a job asks for.</summary>
    public static readonly ErrorEntry LabelsUnavailable = new("STAR0406", "No silo carries the labels of the job",
        "Leave `placement.labels` out, or start silos that carry the labels.");

    /// <summary>STAR0407: a checkpoint cannot be written.</summary>
    public static readonly ErrorEntry CheckpointFailed = new("STAR0407", "A checkpoint could not be written",
        "The job goes on and tries again; free space at the storage or mend the connection to it, since a loss now costs more rounds.");

    /// <summary>STAR0408: a checkpoint that was read is not what was written.</summary>
    public static readonly ErrorEntry CheckpointDamaged = new("STAR0408", "A checkpoint is damaged",
        "The job goes back to the checkpoint before it; look at the disk or the storage service.");

    /// <summary>STAR0409: the storage of the cluster does not answer or refuses.</summary>
    public static readonly ErrorEntry StorageUnavailable = new("STAR0409", "The storage of the cluster cannot be used",
        "Check the storage that the silos are configured with: is it reachable, is there space, are the credentials right? Then submit again.");

    /// <summary>STAR0410: a job larger than the cluster allows.</summary>
    public static readonly ErrorEntry JobTooLarge = new("STAR0410", "The job is larger than the cluster allows",
        "Ask for less, or let an operator raise the limit named in the message (section `Limits` of the silos' configuration).");

    /// <summary>STAR0411: too many jobs wait already.</summary>
    public static readonly ErrorEntry QueueFull = new("STAR0411", "Too many jobs wait",
        "Wait until some have ended, or cancel some (`starling jobs`, `starling cancel ID`).");

    /// <summary>STAR0412: a command that does not fit where the job is in its life.</summary>
    public static readonly ErrorEntry WrongPhase = new("STAR0412", "The job is not in a state for this",
        "Look at it with `starling status ID`.");

    /// <summary>STAR0413: a folder that holds no results of a run.</summary>
    public static readonly ErrorEntry ResultsMissing = new("STAR0413", "There are no results of a run",
        "Name the folder that `starling run` or `starling result` wrote, with its result.json; a run that has not ended has none yet.");

    /// <summary>STAR0414: results that are there and cannot be read.</summary>
    public static readonly ErrorEntry ResultsUnreadable = new("STAR0414", "The results of a run cannot be read",
        "Fetch them again (`starling result ID --out DIR`) or run the job again; the message names the file and the line.");

    /// <summary>STAR0501: an update of the wrong length.</summary>
    public static readonly ErrorEntry UpdateWrongShape = new("STAR0501", "A worker sent an update of the wrong shape",
        "The worker counts as absent for the round; look at the worker.");

    /// <summary>STAR0502: an update with a NaN or an infinity.</summary>
    public static readonly ErrorEntry UpdateNotFinite = new("STAR0502", "A worker sent an update that is not finite",
        "The worker counts as absent for the round; lower the learning rate or clip gradients.");

    /// <summary>STAR0503: an update whose checksum is wrong.</summary>
    public static readonly ErrorEntry UpdateCorrupted = new("STAR0503", "A chunk of an update arrived damaged",
        "The chunk is asked for again; when it repeats, look at the network or the memory of the worker's machine.");

    /// <summary>STAR0504: a compressed message that no compressor of the job has written.</summary>
    public static readonly ErrorEntry MessageMalformed = new("STAR0504", "A compressed message is malformed",
        "The worker counts as absent for the round; when it repeats, check that the worker runs the same job and the same version.");

    /// <summary>STAR0601: no token, or one that the cluster does not know or that has expired.</summary>
    public static readonly ErrorEntry NotAuthenticated = new("STAR0601", "The cluster does not accept the token",
        "Give a valid token with `--token` or STARLING_TOKEN; ask an operator for one where yours has expired.");

    /// <summary>STAR0602: a token whose role does not allow this.</summary>
    public static readonly ErrorEntry NotAllowed = new("STAR0602", "The token does not allow this",
        "Use a token of the role named in the message.");

    /// <summary>STAR0603: too many calls in a short time.</summary>
    public static readonly ErrorEntry TooManyCalls = new("STAR0603", "Too many calls in a short time",
        "Call less often; an operator can raise `Limits:CallsPerSecond`.");

    /// <summary>STAR0604: a job that names a file which silos may not open.</summary>
    public static readonly ErrorEntry FileNotAllowed = new("STAR0604", "The job names a file that the silos may not open",
        "Use a data set by name, or let an operator allow the folder (`Security:AllowedFolders` of the silos' configuration).");

    /// <summary>STAR0605: a job that names a command on silos that run none.</summary>
    public static readonly ErrorEntry CommandNotAllowed = new("STAR0605", "The job names a command, and the silos run none",
        "Use a built-in model, or let an operator allow commands (`Trainers:AllowCommands` of the silos' configuration): whoever may submit jobs can then run programs as the silos' user.");

    /// <summary>STAR0701: a silo cannot take its place.</summary>
    public static readonly ErrorEntry SiloCannotStart = new("STAR0701", "A silo cannot start",
        "Read the message: usually a port is taken or another silo does not answer.");

    /// <summary>STAR0702: a certificate or key that cannot be used.</summary>
    public static readonly ErrorEntry CertificateUnusable = new("STAR0702", "A certificate cannot be used",
        "Check path, password and dates of the certificate named in the message; it needs its private key.");

    /// <summary>STAR0703: silos of versions that do not work together.</summary>
    public static readonly ErrorEntry VersionMismatch = new("STAR0703", "The silos of the cluster run different versions",
        "Run the same version of Starling on every silo: to change it, stop all silos, which write checkpoints, and start them with the new one.");

    /// <summary>STAR0704: a local cluster runs already.</summary>
    public static readonly ErrorEntry ClusterIsUp = new("STAR0704", "A local cluster runs already",
        "Use it, or end it with `starling down`.");

    /// <summary>STAR0705: no local cluster to end or to use.</summary>
    public static readonly ErrorEntry NoLocalCluster = new("STAR0705", "No local cluster runs",
        "Start one with `starling up`, or name a cluster with `--cluster HOST:PORT` or STARLING_CLUSTER.");

    /// <summary>STAR0706: a storage folder that a silo with another engine wrote.</summary>
    public static readonly ErrorEntry StorageFormat = new("STAR0706", "The storage was written by another build of Starling",
        "Build with the engine that wrote it (`OrleansSource`), or give this cluster another folder; the old one can be kept or removed.");

    /// <summary>STAR0707: the dashboard cannot listen where it is told to.</summary>
    public static readonly ErrorEntry DashboardCannotListen = new("STAR0707", "The dashboard cannot listen at its address",
        "Give it another address or port (`--dashboard=PORT`, `Dashboard:Url`), or end the program that uses this one.");

    /// <summary>STAR0801: edges that make no graph.</summary>
    public static readonly ErrorEntry GraphInvalid = new("STAR0801", "The edges do not make a graph",
        "Mend the edge named in the message: nodes are numbered from 0, no edge joins a node with itself, every edge is given once.");

    /// <summary>STAR0802: a graph in parts where every node must reach every other one.</summary>
    public static readonly ErrorEntry GraphDisconnected = new("STAR0802", "The graph is not connected",
        "Add an edge between the part named in the message and the rest, or leave its nodes out.");

    /// <summary>STAR0803: a kind of graph that does not exist with so many nodes.</summary>
    public static readonly ErrorEntry GraphImpossible = new("STAR0803", "There is no such graph of so many nodes",
        "Choose a number of nodes that the message allows, or another graph.");

    /// <summary>STAR0901: a request of the HTTP API that is not valid.</summary>
    public static readonly ErrorEntry RequestInvalid = new("STAR0901", "The request is not valid",
        "Mend what the message names; `/api/v1/openapi.json` describes every route.");

    /// <summary>STAR0902: an address of the HTTP API with nothing behind it.</summary>
    public static readonly ErrorEntry RouteUnknown = new("STAR0902", "There is nothing at this address",
        "Look the route up in `/api/v1/openapi.json`.");

    /// <summary>STAR0903: a method that a route of the HTTP API does not have.</summary>
    public static readonly ErrorEntry MethodNotAllowed = new("STAR0903", "The route does not have this method",
        "Use a method that the header `Allow` of the answer names.");

    /// <summary>STAR0904: a body in a form that a route of the HTTP API does not read.</summary>
    public static readonly ErrorEntry MediaTypeUnsupported = new("STAR0904", "The body has a type that is not read here",
        "Send a job as `application/json` or `application/yaml`, and everything else as `application/json`.");

    /// <summary>STAR0905: a body larger than the HTTP API reads.</summary>
    public static readonly ErrorEntry BodyTooLarge = new("STAR0905", "The body is too large",
        "Send less: a job file has at most 1 MiB.");

    /// <summary>STAR0906: an idempotency key that stands for another job already.</summary>
    public static readonly ErrorEntry KeyReused = new("STAR0906", "The idempotency key was used for another job",
        "Make a new key for every job, and use it again only to repeat the same submission.");

    /// <summary>STAR0907: the server met something that it did not expect.</summary>
    public static readonly ErrorEntry ServerFault = new("STAR0907", "The server met an error of its own",
        "Repeat the request; when that does not help, please report it with the log of the dashboard.");

    /// <summary>STAR1001: the process of a script that cannot be started, or does not connect.</summary>
    public static readonly ErrorEntry ScriptNotStarted = new("STAR1001", "The script of the model cannot be started",
        "Run `model.command` by hand on the machine of the silo: the program and the script must be there, with what they import; the path of a script is seen from the silo's working folder.");

    /// <summary>STAR1002: the process of a script that ended while it was needed.</summary>
    public static readonly ErrorEntry ScriptEnded = new("STAR1002", "The script of the model ended while it was needed",
        "Read its output in the message; 'signal 9' is most often too little memory. The worker misses the round and a new process is started for the next.");

    /// <summary>STAR1003: a script that does not answer in time.</summary>
    public static readonly ErrorEntry ScriptTimedOut = new("STAR1003", "The script of the model did not answer in time",
        "Find where it hangs with its output in the message, or raise `model.timeLimit`.");

    /// <summary>STAR1004: a script that raised an error.</summary>
    public static readonly ErrorEntry ScriptFailed = new("STAR1004", "The script of the model raised an error",
        "Mend the script: the message says where it failed.");

    /// <summary>STAR1005: an answer of a script that is not what the protocol or the model says.</summary>
    public static readonly ErrorEntry ScriptAnswerInvalid = new("STAR1005", "The script of the model gave an answer that cannot be used",
        "Compare it with `docs/external-trainers.md`: shapes, finite numbers, and the methods that the algorithm needs.");

    /// <summary>Every entry, by number.</summary>
    public static IReadOnlyList<ErrorEntry> All { get; } =
        [.. typeof(ErrorCatalog).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(ErrorEntry))
            .Select(field => (ErrorEntry)field.GetValue(null)!)
            .OrderBy(entry => entry.Code, StringComparer.Ordinal)];
}
