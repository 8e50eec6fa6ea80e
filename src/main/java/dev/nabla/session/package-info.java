/** Sessions: live graphs under names, the commands that change them atomically, and what can be read of them. */
@NullMarked
package dev.nabla.session;

import org.jspecify.annotations.NullMarked;
