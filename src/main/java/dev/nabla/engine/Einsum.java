package dev.nabla.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.nabla.engine.array.Shape;
import dev.nabla.engine.array.TorchError;

/**
 * torch.einsum: every operand's dimensions are brought into one order, those of the result first, then those summed over; operands are then
 * multiplied pair by pair from the left, each pair as one batched matrix product or, where nothing is summed, elementwise.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.einsum.html">torch.einsum</a>
 */
final class Einsum {
    /** Stands for the dimensions that {@code ...} covers; letters stand for themselves. */
    private static final int ELLIPSIS = -1;
    private static final int LETTERS = 'z' + 1;

    private final Tensor[] operands;
    private final List<List<Integer>> labels = new ArrayList<>();
    private final int[] count = new int[LETTERS];
    private final int[] position = new int[LETTERS];
    private int ellipsisRank;
    private int ellipsisPosition;
    /** Dimensions of the result, and of the result together with those summed over. */
    private int kept;
    private int all;

    private Einsum(Tensor[] operands) {
        this.operands = operands;
        Arrays.fill(position, -1);
    }

    static Tensor[] of(Call c) {
        if (c.count() == 0) {
            throw TorchError.value("einsum(): must specify the equation string and at least one operand, or at least one operand and its "
                    + "subscripts list");
        }
        return new Tensor[]{new Einsum(c.all()).evaluate(c.params().text("equation"))};
    }

    private Tensor evaluate(String equation) {
        int arrow = equation.indexOf("->");
        readOperands(arrow < 0 ? equation : equation.substring(0, arrow));
        countLabels();
        if (arrow < 0) {
            implicitResult();
        } else {
            readResult(equation, arrow + 2);
        }
        kept = all;
        for (int label = 0; label < LETTERS; label++) {
            if (count[label] > 0 && position[label] < 0) {
                position[label] = all++;
            }
        }
        if (ellipsisRank > 0 && ellipsisPosition < 0) {
            ellipsisPosition = all;
            all += ellipsisRank;
        }
        Tensor[] aligned = new Tensor[operands.length];
        for (int i = 0; i < aligned.length; i++) {
            aligned[i] = aligned(i);
        }
        return contract(aligned);
    }

    // ---- the equation ---------------------------------------------------------------------------------------------

    private void readOperands(String lhs) {
        List<Integer> current = new ArrayList<>();
        labels.add(current);
        for (int i = 0; i < lhs.length(); i++) {
            char ch = lhs.charAt(i);
            int operand = labels.size() - 1;
            if (ch == '.') {
                if (current.contains(ELLIPSIS)) {
                    throw error("found '.' for operand " + operand + " for which an ellipsis was already found");
                }
                if (!lhs.startsWith("...", i)) {
                    throw error("found '.' for operand " + operand + " that is not part of any ellipsis");
                }
                i += 2;
                current.add(ELLIPSIS);
            } else if (ch == ',') {
                current = new ArrayList<>();
                labels.add(current);
                if (labels.size() > operands.length) {
                    throw error("fewer operands were provided than specified in the equation");
                }
            } else if (ch != ' ') {
                current.add(letter(ch, i));
            }
        }
        if (labels.size() < operands.length) {
            throw error("more operands were provided than specified in the equation");
        }
    }

    private static int letter(char ch, int index) {
        if (!(ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z')) {
            throw error("invalid subscript given at index " + index + " in the equation string, subscripts must be in [a-zA-Z]");
        }
        return ch;
    }

    private void countLabels() {
        for (int i = 0; i < operands.length; i++) {
            List<Integer> own = labels.get(i);
            int rank = operands[i].shape().rank();
            boolean ellipsis = own.contains(ELLIPSIS);
            int letters = own.size() - (ellipsis ? 1 : 0);
            if (ellipsis ? letters > rank : letters != rank) {
                throw error("the number of subscripts in the equation (" + letters + ") " + (ellipsis ? "is more than" : "does not match")
                        + " the number of dimensions (" + rank + ") for operand " + i + (ellipsis ? "" : " and no ellipsis was given"));
            }
            if (ellipsis) {
                ellipsisRank = Math.max(ellipsisRank, rank - letters);
            }
            own.stream().filter(l -> l != ELLIPSIS).forEach(l -> count[l]++);
        }
        ellipsisPosition = -1;
    }

    /** Without an arrow: the broadcast dimensions, then every letter that occurs once, in the order of their codes. */
    private void implicitResult() {
        ellipsisPosition = 0;
        all = ellipsisRank;
        for (int label = 0; label < LETTERS; label++) {
            if (count[label] == 1) {
                position[label] = all++;
            }
        }
    }

    private void readResult(String equation, int start) {
        boolean ellipsis = false;
        for (int i = start; i < equation.length(); i++) {
            char ch = equation.charAt(i);
            if (ch == '.') {
                if (ellipsis) {
                    throw error("found '.' for output but an ellipsis (...) was already found");
                }
                if (!equation.startsWith("...", i)) {
                    throw error("found '.' for output that is not part of any ellipsis (...)");
                }
                i += 2;
                ellipsis = true;
                ellipsisPosition = all;
                all += ellipsisRank;
            } else if (ch != ' ') {
                int label = letter(ch, i);
                if (count[label] == 0 || position[label] >= 0) {
                    throw error("output subscript " + ch + (position[label] >= 0 ? " appears more than once in the output"
                            : " does not appear in the equation for any input operand"));
                }
                position[label] = all++;
            }
        }
    }

    private static TorchError error(String what) {
        return TorchError.argument("einsum(): " + what);
    }

    // ---- operands in the common order -----------------------------------------------------------------------------

    /** Operand i with diagonals taken where a letter occurs twice, and a dimension of size 1 for each label that it does not have. */
    private Tensor aligned(int i) {
        Tensor x = operands[i];
        int[] order = new int[all];
        Arrays.fill(order, -1);
        int dim = 0;
        for (int label : labels.get(i)) {
            if (label == ELLIPSIS) {
                int own = operands[i].shape().rank() - (labels.get(i).size() - 1);
                for (int k = ellipsisRank - own; k < ellipsisRank; k++) {
                    order[ellipsisPosition + k] = dim++;
                }
            } else if (order[position[label]] >= 0) {
                int first = order[position[label]];
                int m = x.shape().dim(first);
                int n = x.shape().dim(dim);
                if (m != n) {
                    throw error("subscript " + (char) label + " is repeated for operand " + i + " but the sizes don't match, " + n + " != "
                            + m);
                }
                x = lastMovedTo(x.diagonal(0, first, dim), first);
            } else {
                order[position[label]] = dim++;
            }
        }
        for (int k = 0; k < all; k++) {
            if (order[k] < 0) {
                order[k] = x.shape().rank();
                x = x.unsqueeze(-1);
            }
        }
        return x.permute(order);
    }

    private static Tensor lastMovedTo(Tensor x, int dim) {
        int rank = x.shape().rank();
        int[] order = new int[rank];
        for (int k = 0; k < rank; k++) {
            order[k] = k < dim ? k : k == dim ? rank - 1 : k - 1;
        }
        return x.permute(order);
    }

    // ---- contraction ----------------------------------------------------------------------------------------------

    private Tensor contract(Tensor[] aligned) {
        int[] users = users(aligned);
        Tensor a = aligned[0];
        for (int i = 1; i < aligned.length; i++) {
            Tensor b = aligned[i];
            boolean[] sum = new boolean[all];
            List<Integer> alone = new ArrayList<>();
            List<Integer> other = new ArrayList<>();
            for (int d = kept; d < all; d++) {
                boolean inA = a.shape().dim(d) != 1;
                boolean inB = b.shape().dim(d) != 1;
                if (inA && inB) {
                    if (--users[d] == 1) {
                        sum[d] = true;
                        users[d] = 0;
                    }
                } else if (users[d] == 1 && (inA || inB)) {
                    (inA ? alone : other).add(d);
                    users[d] = 0;
                }
            }
            a = product(summed(a, alone), summed(b, other), sum);
        }
        if (kept == all) {
            return a;
        }
        if (aligned.length > 1) {
            return a.view(Arrays.copyOf(a.shape().dims(), kept));
        }
        int[] rest = new int[all - kept];
        Arrays.setAll(rest, k -> kept + k);
        return a.sum(false, rest);
    }

    /** How many operands still have the dimension, their sizes checked against each other. */
    private int[] users(Tensor[] aligned) {
        int[] users = new int[all];
        for (int d = 0; d < all; d++) {
            int size = 1;
            for (int i = 0; i < aligned.length; i++) {
                int n = aligned[i].shape().dim(d);
                if (n == 1) {
                    continue;
                }
                if (size != 1 && size != n) {
                    throw error("subscript " + name(d) + " has size " + n + " for operand " + i
                            + " which does not broadcast with previously seen size " + size);
                }
                size = n;
                users[d]++;
            }
        }
        return users;
    }

    private String name(int dim) {
        for (int label = 0; label < LETTERS; label++) {
            if (position[label] == dim) {
                return String.valueOf((char) label);
            }
        }
        return "...";
    }

    private static Tensor summed(Tensor x, List<Integer> dims) {
        return dims.isEmpty() ? x : x.sum(true, dims.stream().mapToInt(d -> d).toArray());
    }

    /** The product of two aligned tensors, summed over the marked dimensions, which stay with size 1. */
    private static Tensor product(Tensor a, Tensor b, boolean[] sum) {
        List<Integer> both = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        List<Integer> over = new ArrayList<>();
        for (int d = 0; d < sum.length; d++) {
            boolean inA = a.shape().dim(d) != 1;
            boolean inB = b.shape().dim(d) != 1;
            (sum[d] ? over : inA && inB ? both : inA ? left : right).add(d);
        }
        if (over.isEmpty()) {
            return a.mul(b);
        }
        int n = size(a, both);
        int k = size(a, over);
        Tensor x = a.permute(joined(both, left, over, right)).reshape(Shape.of(n, size(a, left), k));
        Tensor y = b.permute(joined(both, over, right, left)).reshape(Shape.of(n, k, size(b, right)));
        int[] from = joined(both, left, over, right);
        int[] dims = new int[from.length];
        int[] back = new int[from.length];
        for (int i = 0; i < from.length; i++) {
            int d = from[i];
            dims[i] = sum[d] ? 1 : a.shape().dim(d) == 1 ? b.shape().dim(d) : a.shape().dim(d);
            back[d] = i;
        }
        return x.bmm(y).view(dims).permute(back);
    }

    private static int size(Tensor x, List<Integer> dims) {
        return dims.stream().mapToInt(d -> x.shape().dim(d)).reduce(1, (p, q) -> p * q);
    }

    private static int[] joined(List<Integer> p, List<Integer> q, List<Integer> r, List<Integer> s) {
        return Stream.of(p, q, r, s).flatMap(List::stream).mapToInt(d -> d).toArray();
    }
}
