using Starling.Algorithms.Decentralized.Advice;

namespace Starling.Algorithms.Tests.Decentralized.Advice;

/// <summary>
/// What methods were measured to need to 1e-6 on 16 nodes with quadratics of one Hessian, d = 10: gradients of a node and uses of edges. The table of
/// docs/results.md (<c>./bench.sh decentralized</c>), and at L/mu = 10000 what is recorded for the cycle.
/// </summary>
internal static class Measured
{
    public static readonly (string Graph, double Condition, MethodCost[] Costs)[] Rows =
    [
        Row("cycle", 100, 997, 39625, 693, 11088, 2777, 44432, 117, 9360, 2064, 627456, 29769, 476304),
        Row("line", 100, 993, 76092, 676, 10140, 4446, 66690, 113, 16950, 2064, 2229120, 0, 0),
        Row("grid", 100, 1011, 26455, 693, 16632, 3703, 88872, 143, 10296, 2064, 445824, 12325, 295800),
        Row("complete", 100, 1125, 11906, 461, 55320, 1387, 166440, 104, 12480, 1039, 124680, 1039, 124680),
        Row("star", 100, 1128, 16841, 461, 6915, 1389, 20835, 136, 8160, 2056, 370080, 16414, 246210),
        Row("cycle", 1000, 3128, 124521, 6945, 111120, 27786, 444576, 384, 30720, 6419, 1951376, 86423, 1382768),
        Row("line", 1000, 3121, 238641, 5555, 83325, 27786, 416790, 366, 54900, 6419, 6932520, 374176, 5612640),
        Row("grid", 1000, 3175, 83502, 6945, 166680, 37049, 889176, 466, 33552, 6419, 1386504, 37560, 901440),
        Row("complete", 1000, 3549, 37771, 4629, 555480, 13892, 1667040, 342, 41040, 3242, 389040, 3242, 389040),
        Row("star", 1000, 3545, 53333, 4629, 69435, 13892, 208380, 446, 26760, 6410, 1153800, 51058, 765870),
        Row("cycle", 10_000, 9860, 391486, 69468, 1111488, 0, 0, 1231, 98480, 20156, 6127424, 0, 0),
    ];

    /// <summary>A method's costs in a row; null where they were not measured.</summary>
    public static MethodCost? Of(MethodCost[] row, string method) => row.SingleOrDefault(cost => cost.Method == method && cost.Gradients > 0);

    private static (string Graph, double Condition, MethodCost[] Costs) Row(string graph, double condition, params double[] numbers)
    {
        (string Method, int VectorsPerUse)[] methods =
            [("DADAO", 2), ("EXTRA", 2), ("gradient tracking", 4), ("MSDA", 2), ("ADOM+", 4), ("ADOM+ without inner rounds", 4)];
        return (graph, condition, [.. methods.Select((method, m) => new MethodCost(method.Method, numbers[2 * m], numbers[(2 * m) + 1], method.VectorsPerUse))]);
    }
}
