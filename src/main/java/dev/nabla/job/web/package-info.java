/** Descent jobs over HTTP: launching, control, history, the event stream and the loss curve. */
@NullMarked
package dev.nabla.job.web;

import org.jspecify.annotations.NullMarked;
