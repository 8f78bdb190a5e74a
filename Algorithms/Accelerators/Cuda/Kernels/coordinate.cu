// What joins the values of a column: a median, a trimmed mean, or the mean of those nearest to one of these. The lines are generated: the values v of a
// column, mixed where there is a mixing, the comparators of the processor's network, and how the sorted values become one.
#if MIXES
__constant__ REAL weights[OUTPUTS * INPUTS];
#endif

extern "C" __global__ void __launch_bounds__(256) coordinate(const REAL* rows, i64 stride, i64 length, REAL* result)
{
    i64 c = place();
    if (c >= length)
        return;

    const REAL* at = rows + c;
//@VALUES@
//@NETWORK@
    double mean;
//@JOIN@
    rounded(__dadd_rn(mean, 0.0), result + c);
}
