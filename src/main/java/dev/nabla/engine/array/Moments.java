package dev.nabla.engine.array;

/**
 * Mean and variance (the mean squared deviation) of each channel of an array laid out {@code [outer, channels, inner]}, row-major.
 */
public record Moments(double[] mean, double[] variance) {
    /** The moments over all elements of each channel; NaN for none. */
    public static Moments of(NdArray x, int channels, int inner) {
        double[] mean = new double[channels];
        double[] variance = new double[channels];
        NdArray a = x.contiguous();
        int n = channels == 0 ? 0 : a.size() / channels;
        double[] run = new double[inner];
        for (int at = 0; at < a.size(); at += inner) {
            Lines.load(a.storage(), a.offset() + at, 1, run, inner);
            double sum = 0;
            for (double v : run) {
                sum += v;
            }
            mean[at / inner % channels] += sum;
        }
        for (int c = 0; c < channels; c++) {
            mean[c] /= n;
        }
        for (int at = 0; at < a.size(); at += inner) {
            Lines.load(a.storage(), a.offset() + at, 1, run, inner);
            double m = mean[at / inner % channels];
            double sum = 0;
            for (double v : run) {
                sum += (v - m) * (v - m);
            }
            variance[at / inner % channels] += sum;
        }
        for (int c = 0; c < channels; c++) {
            variance[c] /= n;
        }
        return new Moments(mean, variance);
    }

    /** (x − mean)/√(variance + eps), in x's shape; inner elements stand together. */
    public NdArray standardize(NdArray x, int inner, double eps) {
        NdArray a = x.contiguous();
        NdArray y = NdArray.zeros(x.dtype(), x.shape());
        int channels = mean.length;
        double[] scale = new double[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = 1 / Math.sqrt(variance[c] + eps);
        }
        double[] run = new double[inner];
        for (int at = 0; at < a.size(); at += inner) {
            Lines.load(a.storage(), a.offset() + at, 1, run, inner);
            int c = at / inner % channels;
            for (int i = 0; i < inner; i++) {
                run[i] = (run[i] - mean[c]) * scale[c];
            }
            Lines.store(y.storage(), at, 1, run, inner);
        }
        return y;
    }
}
