package dev.nabla.lang.run;

import java.util.ArrayList;
import java.util.List;

import dev.nabla.lang.syntax.Stmt;

/**
 * A program as it was read, and the functions it defines in their order: compiled anew, it defines the same ones.
 */
record Unit(List<Stmt> statements, List<FunctionCode> functions) {
    Unit(List<Stmt> statements) {
        this(statements, new ArrayList<>());
    }
}
