/** Pictures: a graph laid out and drawn as SVG, or written in DOT and Mermaid. */
@NullMarked
package dev.nabla.render;

import org.jspecify.annotations.NullMarked;
