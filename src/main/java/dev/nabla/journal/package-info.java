/** Keeps sessions and jobs beyond the life of a process, in H2 or PostgreSQL. Started only where {@code nabla.journal.url} is set. */
@NullMarked
package dev.nabla.journal;

import org.jspecify.annotations.NullMarked;
