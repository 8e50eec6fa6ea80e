package dev.nabla.lang.torch;

import dev.nabla.lang.value.PyError;

/** What PyTorch says of arguments that fit no form of a function. */
final class Overloads {
    private static final String SUM =
            "\n * (*, torch.dtype dtype = None)\n * (tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None)\n";

    private Overloads() {
    }

    /** @param others the types of the arguments that fit */
    static PyError unexpected(String name, boolean method, String keyword, String others) {
        if (method && (name.equals("sum") || name.equals("mean") || name.equals("prod"))) {
            return PyError.type(name + "() received an invalid combination of arguments - got (" + (others.isEmpty() ? "" : others + ", ")
                    + keyword + "=int, ), but expected one of:" + SUM);
        }
        return PyError.type(name + "() got an unexpected keyword argument '" + keyword + "'");
    }
}
