package dev.nabla.lang.syntax;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** A statement, named as in Python's {@code ast}. */
public sealed interface Stmt {
    /** Counted from 1. */
    int line();

    record Expression(int line, Expr value) implements Stmt {
    }

    /** @param targets one for each {@code =} */
    record Assign(int line, List<Expr> targets, Expr value) implements Stmt {
    }

    record AugAssign(int line, Expr target, Expr.BinaryOp op, Expr value) implements Stmt {
    }

    /** An annotation without a value only makes the name local. */
    record AnnAssign(int line, Expr target, @Nullable Expr value) implements Stmt {
    }

    record Pass(int line) implements Stmt {
    }

    record Break(int line) implements Stmt {
    }

    record Continue(int line) implements Stmt {
    }

    record Return(int line, @Nullable Expr value) implements Stmt {
    }

    record Assert(int line, Expr condition, @Nullable Expr message) implements Stmt {
    }

    record Delete(int line, List<Expr> targets) implements Stmt {
    }

    record Global(int line, List<String> names) implements Stmt {
    }

    record Nonlocal(int line, List<String> names) implements Stmt {
    }

    /** {@code import module as name}; without a name the first part of the module's is bound. */
    record Import(int line, String module, @Nullable String name) implements Stmt {
    }

    /** {@code from module import a as b}; {@code *} stands for all. */
    record ImportFrom(int line, String module, List<Imported> names) implements Stmt {
    }

    record Imported(String name, String as) {
    }

    record If(int line, Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {
    }

    record While(int line, Expr condition, List<Stmt> body, List<Stmt> otherwise) implements Stmt {
    }

    record For(int line, Expr target, Expr iterable, List<Stmt> body, List<Stmt> otherwise) implements Stmt {
    }

    record With(int line, List<Item> items, List<Stmt> body) implements Stmt {
    }

    /** {@code context as target} */
    record Item(Expr context, @Nullable Expr target) {
    }

    record Def(int line, String name, Parameters parameters, List<Expr> decorators, List<Stmt> body) implements Stmt {
    }
}
