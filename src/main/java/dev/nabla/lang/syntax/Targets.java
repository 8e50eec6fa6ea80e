package dev.nabla.lang.syntax;

import java.util.List;

/** What can be assigned to, and what Python calls the rest. */
final class Targets {
    private Targets() {
    }

    /** Checks the left side of an =, as a whole statement's or within it. */
    static void assignable(Expr target, boolean first) {
        switch (target) {
            case Expr.Name _,Expr.Attribute _,Expr.Subscript _ -> {
            }
            case Expr.TupleOf t -> all(t.items());
            case Expr.ListOf t -> all(t.items());
            case Expr.Starred s -> throw SyntaxFault.at(s.line(), "starred assignment target must be in a list or tuple");
            default -> throw SyntaxFault.at(target.line(), "cannot assign to " + kind(target)
                    + (first && mayBeComparison(target) ? " here. Maybe you meant '==' instead of '='?" : ""));
        }
    }

    private static boolean mayBeComparison(Expr e) {
        return switch (e) {
            case Expr.Constant c -> c.word() == Expr.Word.ELLIPSIS;
            case Expr.Comprehension c -> c.makes() != Expr.Makes.GENERATOR;
            case Expr.Compare _,Expr.And _,Expr.Or _,Expr.Not _,Expr.Conditional _,Expr.Lambda _ -> false;
            default -> true;
        };
    }

    private static void all(List<Expr> targets) {
        boolean starred = false;
        for (Expr t : targets) {
            if (t instanceof Expr.Starred s) {
                if (starred) {
                    throw SyntaxFault.at(t.line(), "multiple starred expressions in assignment");
                }
                starred = true;
                assignable(s.value(), false);
            } else {
                assignable(t, false);
            }
        }
    }

    /** Checks what del names. */
    static void deletable(Expr target) {
        switch (target) {
            case Expr.Name _,Expr.Attribute _,Expr.Subscript _ -> {
            }
            case Expr.TupleOf t -> t.items().forEach(Targets::deletable);
            case Expr.ListOf t -> t.items().forEach(Targets::deletable);
            default -> throw SyntaxFault.at(target.line(), "cannot delete " + kind(target));
        }
    }

    /** Checks the left side of {@code +=}. */
    static void augmentable(Expr target) {
        if (!(target instanceof Expr.Name || target instanceof Expr.Attribute || target instanceof Expr.Subscript)) {
            throw SyntaxFault.at(target.line(), "'" + kind(target) + "' is an illegal expression for augmented assignment");
        }
    }

    /** As Python's messages name an expression. */
    static String kind(Expr e) {
        return switch (e) {
            case Expr.Constant c -> switch (c.word()) {
                case NONE -> "None";
                case TRUE -> "True";
                case FALSE -> "False";
                case ELLIPSIS -> "ellipsis";
            };
            case Expr.Int _,Expr.Real _,Expr.Text _ -> "literal";
            case Expr.Name _ -> "name";
            case Expr.Joined _,Expr.Field _ -> "f-string expression";
            case Expr.TupleOf _ -> "tuple";
            case Expr.ListOf _ -> "list";
            case Expr.SetOf _ -> "set display";
            case Expr.DictOf _ -> "dict literal";
            case Expr.Starred _ -> "starred";
            case Expr.Attribute _ -> "attribute";
            case Expr.Subscript _,Expr.Slice _ -> "subscript";
            case Expr.Call _ -> "function call";
            case Expr.Unary _,Expr.Not _,Expr.Binary _,Expr.And _,Expr.Or _ -> "expression";
            case Expr.Compare _ -> "comparison";
            case Expr.Conditional _ -> "conditional expression";
            case Expr.Lambda _ -> "lambda";
            case Expr.Walrus _ -> "named expression";
            case Expr.Comprehension c -> switch (c.makes()) {
                case LIST -> "list comprehension";
                case SET -> "set comprehension";
                case DICT -> "dict comprehension";
                case GENERATOR -> "generator expression";
            };
        };
    }
}
