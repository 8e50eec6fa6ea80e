package dev.nabla.lang.syntax;

import java.util.List;

/** Statements that may stand in some places only. */
final class Placement {
    private Placement() {
    }

    static void check(List<Stmt> program) {
        check(program, false, false);
    }

    private static void check(List<Stmt> body, boolean function, boolean loop) {
        for (Stmt s : body) {
            switch (s) {
                case Stmt.Return r when !function -> throw SyntaxFault.at(r.line(), "'return' outside function");
                case Stmt.Break b when !loop -> throw SyntaxFault.at(b.line(), "'break' outside loop");
                case Stmt.Continue c when !loop -> throw SyntaxFault.at(c.line(), "'continue' not properly in loop");
                case Stmt.Nonlocal n when !function -> throw SyntaxFault.at(n.line(), "nonlocal declaration not allowed at module level");
                case Stmt.ImportFrom i when function && i.names().getFirst().name().equals("*") ->
                        throw SyntaxFault.at(i.line(), "import * only allowed at module level");
                case Stmt.If i -> {
                    check(i.then(), function, loop);
                    check(i.otherwise(), function, loop);
                }
                case Stmt.While w -> {
                    check(w.body(), function, true);
                    check(w.otherwise(), function, loop);
                }
                case Stmt.For f -> {
                    check(f.body(), function, true);
                    check(f.otherwise(), function, loop);
                }
                case Stmt.With w -> check(w.body(), function, loop);
                case Stmt.Def d -> check(d.body(), true, false);
                default -> {
                }
            }
        }
    }
}
