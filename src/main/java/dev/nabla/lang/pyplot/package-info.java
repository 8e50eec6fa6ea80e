/** matplotlib.pyplot: figures of curves, points, bars, contours and surfaces, kept as Plotly describes them. */
@NullMarked
package dev.nabla.lang.pyplot;

import org.jspecify.annotations.NullMarked;
