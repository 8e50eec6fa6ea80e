/** Descent over HTTP: jobs and their control, history, events and curves; sweeps, surfaces, least squares. */
@NullMarked
package dev.nabla.job.web;

import org.jspecify.annotations.NullMarked;
