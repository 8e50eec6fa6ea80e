/** What all endpoints share: errors as problem details, JSON numbers, lists by pages, the checks before a request is read, the documentation. */
@NullMarked
package dev.nabla.web;

import org.jspecify.annotations.NullMarked;
