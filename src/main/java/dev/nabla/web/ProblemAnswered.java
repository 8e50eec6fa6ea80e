package dev.nabla.web;

/** A request was answered with a problem. */
public record ProblemAnswered(ProblemCode code) {
}
