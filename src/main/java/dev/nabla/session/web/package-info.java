/** Sessions over HTTP: controllers, and their commands as JSON. */
@NullMarked
package dev.nabla.session.web;

import org.jspecify.annotations.NullMarked;
