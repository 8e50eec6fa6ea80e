/** What operators see: metrics, traces, ids in logs. Each is started only where a setting asks for it; nothing else knows of it. */
@NullMarked
package dev.nabla.observability;

import org.jspecify.annotations.NullMarked;
