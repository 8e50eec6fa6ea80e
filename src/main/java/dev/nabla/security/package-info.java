/** Who calls: API keys and tokens of an OpenID provider. Started only where one of them is set; nothing else knows of it. */
@NullMarked
package dev.nabla.security;

import org.jspecify.annotations.NullMarked;
