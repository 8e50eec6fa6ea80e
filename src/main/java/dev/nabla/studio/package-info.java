/** The Studio, the page that the service comes with: its files, and the headers they are sent with. */
@NullMarked
package dev.nabla.studio;

import org.jspecify.annotations.NullMarked;
