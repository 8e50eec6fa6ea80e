package dev.nabla.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import dev.nabla.engine.NotReplayable;
import dev.nabla.engine.Source;
import dev.nabla.engine.Tensor;
import dev.nabla.engine.Workspace;
import dev.nabla.engine.array.DType;
import dev.nabla.engine.array.NdArray;
import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;
import dev.nabla.engine.plan.Plan;
import dev.nabla.session.Graph;
import dev.nabla.session.Limits;
import dev.nabla.session.Refusal;
import dev.nabla.session.Session;
import dev.nabla.session.Sessions;

/** Losses seen over a line or a plane through where a session stands. They are computed on copies: nothing of the session changes. */
@Service
public class Surfaces {
    private final Sessions sessions;
    private final Jobs jobs;
    private final JobLimits limits;
    private final Duration time;

    public Surfaces(Sessions sessions, Jobs jobs, JobLimits limits, Limits requests) {
        this.sessions = sessions;
        this.jobs = jobs;
        this.limits = limits;
        this.time = requests.requestTime();
    }

    /**
     * Computes a line or a grid.
     *
     * @throws Refusal where the request cannot be carried out, with the place in it
     */
    public SurfaceView of(String owner, String sid, SurfaceRequest request) {
        Session session = sessions.get(owner, sid);
        double[] x = values(request.x(), "/x");
        double[] y = request.y() == null ? null : values(request.y(), "/y");
        if ((double) x.length * (y == null ? 1 : y.length) > limits.surfacePoints()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a surface has at most " + limits.surfacePoints() + " points")
                    .at(y == null ? "/x/points" : "/y/points");
        }
        String name = request.job();
        DescentJob job = name == null ? null : LossGraph.at("/job", () -> jobs.get(owner, name));
        if (job != null && job.session() != session) {
            throw new Refusal(Refusal.Kind.BAD_ARGUMENT, "the job is one of another session").at("/job");
        }
        Cut cut = session.read(g -> find(g, request));
        try {
            return cut.workspace.call(() -> new Drawing(cut, x, y, time).draw(job == null ? null : path(job, request)));
        } catch (NotReplayable e) {
            throw new Refusal(Refusal.Kind.NOT_REPLAYABLE, String.valueOf(e.getMessage())).at("/loss");
        } catch (TorchError e) {
            throw Refusal.of(e).at("/loss");
        }
    }

    private double[] values(SurfaceRequest.Axis axis, String place) {
        double from = axis.from();
        double to = axis.to();
        if (!Double.isFinite(from)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a range has finite ends").at(place + "/from");
        }
        if (!Double.isFinite(to) || !(from < to) || Double.isInfinite(to - from)) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "a range ends at a finite number above its beginning").at(place + "/to");
        }
        if (axis.points() < 2 || axis.points() > limits.surfacePoints()) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "an axis has 2 to " + limits.surfacePoints() + " points").at(place + "/points");
        }
        int n = axis.points().intValue();
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = i == n - 1 ? to : from + (to - from) * ((double) i / (n - 1));
        }
        return values;
    }

    /** The loss as a function of the elements on the axes. */
    private record Cut(LossGraph loss, Map<Source, NdArray> moved, Map<Source, NdArray> constants, List<NdArray> arrays, int[] elements,
            Workspace workspace) {
    }

    private static Cut find(Graph g, SurfaceRequest request) {
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(tensor(g, request.x(), "/x"));
        if (request.y() != null) {
            tensors.add(tensor(g, request.y(), "/y"));
        }
        LossGraph loss = LossGraph.of(g, request.loss(), tensors);
        Map<Source, NdArray> moved = new LinkedHashMap<>();
        List<NdArray> arrays = new ArrayList<>();
        int[] elements = new int[tensors.size()];
        for (int i = 0; i < elements.length; i++) {
            String place = i == 0 ? "/x" : "/y";
            Source s = loss.placeOf(tensors.get(i));
            if (s == null) {
                throw new Refusal(Refusal.Kind.BAD_ARGUMENT, "the loss does not depend on it").at(place + "/tensor");
            }
            Tensor t = tensors.get(i);
            arrays.add(moved.computeIfAbsent(s, _ -> t.data().copy()));
            elements[i] = element(i == 0 || request.y() == null ? request.x() : request.y(), t.shape(), place);
        }
        if (elements.length == 2 && arrays.get(0) == arrays.get(1) && elements[0] == elements[1]) {
            throw new Refusal(Refusal.Kind.BAD_VALUE, "x and y are the same element").at("/y");
        }
        Workspace workspace = new Workspace();
        workspace.defaultDtype(g.defaultDtype());
        return new Cut(loss, moved, loss.constants(moved.keySet(), Set.of(), new IdentityHashMap<>()), arrays, elements, workspace);
    }

    private static Tensor tensor(Graph g, SurfaceRequest.Axis axis, String place) {
        Tensor t = LossGraph.at(place + "/tensor", () -> g.tensor(axis.tensor()));
        if (!t.dtype().isFloat()) {
            throw new Refusal(Refusal.Kind.DTYPE_MISMATCH, axis.tensor() + " is not of a float dtype").at(place + "/tensor");
        }
        return t;
    }

    /** The element's place in row-major order. */
    private static int element(SurfaceRequest.Axis axis, Shape shape, String place) {
        long[] index = axis.index();
        if (index == null) {
            if (shape.size() != 1) {
                throw new Refusal(Refusal.Kind.BAD_VALUE, axis.tensor() + " has " + shape.size() + " elements: say which by its index")
                        .at(place + "/index");
            }
            return 0;
        }
        if (index.length != shape.rank()) {
            throw new Refusal(Refusal.Kind.INDEX_OUT_OF_RANGE, axis.tensor() + " has " + shape.rank() + " dimensions, the index "
                    + index.length).at(place + "/index");
        }
        int at = 0;
        for (int d = 0; d < index.length; d++) {
            long k = index[d] < 0 ? index[d] + shape.dim(d) : index[d];
            if (k < 0 || k >= shape.dim(d)) {
                throw new Refusal(Refusal.Kind.INDEX_OUT_OF_RANGE,
                        "index " + index[d] + " is out of bounds for dimension " + d + " with size " + shape.dim(d))
                        .at(place + "/index/" + d);
            }
            at = at * shape.dim(d) + (int) k;
        }
        return at;
    }

    /** Where a job was: its steps, and the element on each axis. */
    private record Path(List<Long> steps, List<double[]> places) {
    }

    private static Path path(DescentJob job, SurfaceRequest request) {
        List<Long> steps = new ArrayList<>();
        List<double[]> places = new ArrayList<>();
        add(job, request, 0, job.firstParameters(), steps, places);
        for (Point p : job.history(0)) {
            add(job, request, p.step(), p.parameters(), steps, places);
        }
        return new Path(steps, places);
    }

    private static void add(DescentJob job, SurfaceRequest request, long step, @Nullable List<@Nullable NdArray> parameters,
            List<Long> steps, List<double[]> places) {
        SurfaceRequest.Axis y = request.y();
        double[] place = new double[y == null ? 1 : 2];
        for (int i = 0; i < place.length; i++) {
            SurfaceRequest.Axis axis = i == 0 || y == null ? request.x() : y;
            int at = job.parameterNames().indexOf(axis.tensor());
            NdArray p = at < 0 || parameters == null ? null : parameters.get(at);
            if (p == null) {
                throw new Refusal(Refusal.Kind.BAD_ARGUMENT, "the job has no record of " + axis.tensor()).at("/job");
            }
            place[i] = p.getDouble(element(axis, p.shape(), i == 0 ? "/x" : "/y"));
        }
        steps.add(step);
        places.add(place);
    }

    /** Evaluates the loss all over. */
    private static final class Drawing {
        private final Cut cut;
        private final double[] x;
        private final double @Nullable [] y;
        private final long deadline;
        private final Duration time;
        private final Plan plan;
        private final double[] here;

        Drawing(Cut cut, double[] x, double @Nullable [] y, Duration time) {
            this.cut = cut;
            this.x = x;
            this.y = y;
            this.time = time;
            this.deadline = System.nanoTime() + time.toNanos();
            this.plan = Plan.trace(cut.loss.forward(), cut.moved, Map.of(), cut.constants);
            this.here = new double[cut.elements.length];
            for (int i = 0; i < here.length; i++) {
                here[i] = cut.arrays.get(i).getDouble(cut.elements[i]);
            }
        }

        SurfaceView draw(@Nullable Path path) {
            double z0 = plan.run();
            double[] gradient = gradient();
            NdArray z = NdArray.zeros(cut.loss.dtype(), y == null ? Shape.of(x.length) : Shape.of(y.length, x.length));
            for (int j = 0; j < (y == null ? 1 : y.length); j++) {
                for (int i = 0; i < x.length; i++) {
                    z.storage().setDouble(j * x.length + i, y == null ? at(x[i]) : at(x[i], y[j]));
                }
            }
            List<SurfaceView.Stop> stops = path == null ? null : stops(path);
            double length = Math.sqrt(java.util.Arrays.stream(gradient).map(v -> v * v).sum());
            boolean isSteep = length > 0 && Double.isFinite(length);
            return new SurfaceView(x, y, z, new SurfaceView.Place(across(here), up(here), number(z0)), slope(k -> gradient[k]),
                    isSteep ? slope(k -> -gradient[k] / length) : null,
                    y == null ? new SurfaceView.Tangent(number(gradient[0]), number(z0 - gradient[0] * here[0])) : null, stops);
        }

        private double[] gradient() {
            List<NdArray> moved = List.copyOf(cut.moved.values());
            double[] gradient = new double[here.length];
            for (int i = 0; i < gradient.length; i++) {
                NdArray own = cut.arrays.get(i);
                for (int k = 0; k < moved.size(); k++) {
                    NdArray g = moved.get(k) == own ? plan.gradient(k) : null;
                    gradient[i] = g == null ? gradient[i] : g.getDouble(cut.elements[i]);
                }
            }
            return gradient;
        }

        private double at(double... place) {
            if (System.nanoTime() - deadline > 0) {
                throw new Refusal(Refusal.Kind.BUDGET_TIME, "a request may take " + time.toMillis() / 1000.0 + " s: ask for fewer points")
                        .at("/x/points");
            }
            for (int i = 0; i < place.length; i++) {
                cut.arrays.get(i).storage().setDouble(cut.elements[i], place[i]);
            }
            return plan.value();
        }

        private List<SurfaceView.Stop> stops(Path path) {
            List<SurfaceView.Stop> stops = new ArrayList<>();
            for (int i = 0; i < path.steps.size(); i++) {
                double[] place = path.places.get(i);
                stops.add(new SurfaceView.Stop(path.steps.get(i), across(place), up(place), number(at(place))));
            }
            return stops;
        }

        private Number across(double[] place) {
            return number(place[0], cut.arrays.get(0).dtype());
        }

        private @Nullable Number up(double[] place) {
            return place.length == 2 ? number(place[1], cut.arrays.get(1).dtype()) : null;
        }

        private SurfaceView.Slope slope(IntToDoubleFunction of) {
            return new SurfaceView.Slope(number(of.applyAsDouble(0)), here.length == 2 ? number(of.applyAsDouble(1)) : null);
        }

        private Number number(double v) {
            return number(v, cut.loss.dtype());
        }

        private static Number number(double v, DType dtype) {
            return dtype == DType.FLOAT32 ? (Number) (float) v : (Number) v;
        }
    }
}
