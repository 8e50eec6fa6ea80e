package dev.nabla.engine;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.Moments;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * The rows of {@link NormalizationOps} with running statistics. In training the moments are the batch's own, and the running ones move towards
 * them: {@code running ← (1 − momentum)·running + momentum·moment}, the variance with n − 1 in place of n. Like PyTorch's batch_norm this write
 * does not move the version counter on: a forward pass in between does not spoil an earlier one's backward.
 */
final class BatchNormalization {
    private BatchNormalization() {
    }

    // ---- batch_norm -----------------------------------------------------------------------------------------------

    static Tensor[] batchNorm(Call c) {
        Shape x = c.shape(0);
        if (c.params().flag("training")) {
            checkBatch(x);
        }
        if (x.rank() < 2 && x.size() != 0) {
            throw TorchError.index("Dimension out of range (expected to be in range of [-1, 0], but got 1)");
        }
        if (x.size() != 0) {
            return new Tensor[]{
                normalize(c, c.in(0), c.inOrNull(1), c.inOrNull(2), c.inOrNull(3), c.inOrNull(4), c.params().flag("training"))};
        }
        Tensor y = c.in(0).copy();
        Tensor w = c.inOrNull(3);
        Tensor b = c.inOrNull(4);
        y = w == null ? y : y.mul(w.select(0, 0));
        return new Tensor[]{b == null ? y : y.add(b.select(0, 0))};
    }

    private static void checkBatch(Shape x) {
        if (x.rank() == 0) {
            throw TorchError.index("tuple index out of range");
        }
        if (x.size() > 0 && x.size() == (x.rank() < 2 ? 1 : x.dim(1))) {
            throw TorchError.value("Expected more than 1 value per channel when training, got input size torch.Size(" + x + ")");
        }
    }

    private static Tensor normalize(Call c, Tensor x, @Nullable Tensor mean, @Nullable Tensor variance, @Nullable Tensor w,
            @Nullable Tensor b,
            boolean training) {
        Map<String, Object> params = Map.of("training", training, "momentum", c.params().real("momentum"), "eps", c.params().real("eps"));
        return NormalizationOps.NATIVE_BATCH_NORM.call(params, x, w, b, mean, variance);
    }

    // ---- instance_norm --------------------------------------------------------------------------------------------

    /** Batch normalization of the batch laid out as one sample with a channel for each channel of each sample. */
    static Tensor[] instanceNorm(Call c) {
        Shape x = c.shape(0);
        boolean own = c.params().flag("use_input_stats");
        if (own && spatialSize(x) == 1) {
            throw TorchError.value("Expected more than 1 spatial element when training, got input size torch.Size(" + x + ")");
        }
        Tensor mean = c.inOrNull(1);
        Tensor variance = c.inOrNull(2);
        if (!own && (mean == null || variance == null)) {
            throw TorchError.argument("Expected running_mean and running_var to be defined when use_input_stats is false");
        }
        int n = x.dim(0);
        Tensor means = repeated(mean, n);
        Tensor variances = repeated(variance, n);
        Tensor y = c.in(0).reshape(x.with(0, 1).with(1, n * x.dim(1)));
        if (x.size() != 0) {
            y = normalize(c, y, means, variances, repeated(c.inOrNull(3), n), repeated(c.inOrNull(4), n), own);
        }
        if (own && x.size() != 0) {
            writeBack(mean, means, n);
            writeBack(variance, variances, n);
        }
        return new Tensor[]{y.reshape(x)};
    }

    /** The channel statistics of all samples, averaged. */
    private static void writeBack(@Nullable Tensor running, @Nullable Tensor repeated, int n) {
        if (running == null || repeated == null) {
            return;
        }
        NdArray to = running.data();
        NdArray from = repeated.data();
        Workspace.current().beforeWrite(to.storage());
        int channels = to.size();
        for (int k = 0; k < channels; k++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += from.getDouble(i * channels + k);
            }
            to.storage().setDouble(to.index(k), sum / n);
        }
        to.storage().bump();
    }

    private static int spatialSize(Shape x) {
        int n = 1;
        for (int i = 2; i < x.rank(); i++) {
            n *= x.dim(i);
        }
        return n;
    }

    /** A copy for each sample, one after another. */
    private static @Nullable Tensor repeated(@Nullable Tensor t, int n) {
        return t == null ? null : ArrangementOps.REPEAT.call(Map.of("repeats", new int[]{n}), t);
    }

    // ---- native_batch_norm ----------------------------------------------------------------------------------------

    static NdArray[] run(Call c) {
        Shape x = c.shape(0);
        boolean training = c.params().flag("training");
        checkSizes(c, x.dim(1), training);
        ClassLosses.refuseGradient(c, 3, "native_batch_norm", "running_mean");
        ClassLosses.refuseGradient(c, 4, "native_batch_norm", "running_var");
        DType dtype = c.dtype(0);
        Rows.refuse(!dtype.isFloat(), "batch_norm", dtype);
        Standardization.checkDtypes(dtype, c.inOrNull(1), c.inOrNull(2), c.inOrNull(3), c.inOrNull(4));
        Standardization channels = Standardization.ofChannels(x);
        Moments moments;
        if (training) {
            moments = channels.moments(c.array(0));
            double n = (double) x.size() / x.dim(1);
            update(c.arrayOrNull(3), moments.mean(), 1, c.params().real("momentum"));
            update(c.arrayOrNull(4), moments.variance(), n / (n - 1), c.params().real("momentum"));
        } else {
            moments = new Moments(c.array(3).toDoubles(), c.array(4).toDoubles());
        }
        NdArray z = moments.standardize(c.array(0), channels.inner(), c.params().real("eps"));
        return Rows.one(channels.affine(z, c.arrayOrNull(1), c.arrayOrNull(2)));
    }

    private static void checkSizes(Call c, int channels, boolean training) {
        if (training && c.has(3) != c.has(4)) {
            throw TorchError.value("running_mean and running_var must either both be None or neither be None");
        }
        String[] names = {"weight", "bias", "running_mean", "running_var"};
        for (int k : new int[]{3, 4, 1, 2}) {
            String name = names[k - 1];
            Tensor t = c.inOrNull(k);
            if (t == null && k >= 3 && !training) {
                throw TorchError.argument(name + " must be defined in evaluation mode");
            }
            if (t != null && t.shape().size() != channels) {
                throw TorchError.shape(name + " should contain " + channels + " elements not " + t.shape().size());
            }
            if (t != null && t.shape().rank() != 1) {
                throw TorchError.shape("TensorAccessor expected 1 dims but tensor has " + t.shape().rank());
            }
        }
    }

    private static void update(@Nullable NdArray running, double[] moment, double correction, double momentum) {
        if (running == null) {
            return;
        }
        Workspace.current().beforeWrite(running.storage());
        for (int k = 0; k < moment.length; k++) {
            int at = running.index(k);
            double before = running.storage().getDouble(at);
            running.storage().setDouble(at, (1 - momentum) * before + momentum * correction * moment[k]);
        }
    }

    static @Nullable Tensor[] gradients(Frame f) {
        Standardization channels = Standardization.ofChannels(f.shape(0));
        double eps = f.params().real("eps");
        return f.params().flag("training") ? channels.gradients(f, 1, eps) : channels.gradientsAt(f, 1, f.in(3), f.in(4), eps);
    }
}
