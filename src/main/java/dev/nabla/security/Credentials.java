package dev.nabla.security;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Finds who it is that bears a token: an API key's owner, or the subject of a JWT. The two never own each other's things. */
final class Credentials implements AuthenticationManager {
    private final @Nullable ApiKeys keys;
    private final @Nullable JwtAuthenticationProvider tokens;

    Credentials(SecuritySettings settings) {
        this.keys = settings.hasKeys() ? new ApiKeys(settings) : null;
        this.tokens = settings.issuer().isEmpty() ? null : tokens(settings);
    }

    private static JwtAuthenticationProvider tokens(SecuritySettings settings) {
        // The provider is asked for its keys at the first token, so that it need not be up before the service.
        Supplier<JwtDecoder> decoder = () -> {
            NimbusJwtDecoder nimbus = (NimbusJwtDecoder) JwtDecoders.fromIssuerLocation(settings.issuer());
            OAuth2TokenValidator<Jwt> usual = JwtValidators.createDefaultWithIssuer(settings.issuer());
            nimbus.setJwtValidator(settings.audience().isEmpty() ? usual
                    : new DelegatingOAuth2TokenValidator<>(usual, new JwtClaimValidator<List<String>>("aud",
                            aud -> aud != null && aud.contains(settings.audience()))));
            return nimbus;
        };
        JwtAuthenticationProvider provider = new JwtAuthenticationProvider(new SupplierJwtDecoder(decoder));
        provider.setJwtAuthenticationConverter(jwt -> {
            if (jwt.getSubject() == null) {
                throw new InvalidBearerTokenException("the token names no subject");
            }
            return new JwtAuthenticationToken(jwt, List.of(), "jwt:" + jwt.getSubject());
        });
        return provider;
    }

    @Override
    public Authentication authenticate(Authentication asked) throws AuthenticationException {
        String token = ((BearerTokenAuthenticationToken) asked).getToken();
        String owner = keys == null ? null : keys.owner(token);
        if (owner != null) {
            return new KeyOwner("key:" + owner);
        }
        Authentication known = tokens == null || token.startsWith(KeyFile.PREFIX) ? null : tokens.authenticate(asked);
        if (known == null) {
            throw new InvalidBearerTokenException("the key is not known");
        }
        return known;
    }

    /** Who bears an API key. */
    private static final class KeyOwner extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1L;

        private final String owner;

        KeyOwner(String owner) {
            super(List.of());
            this.owner = owner;
            setAuthenticated(true);
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return owner;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof KeyOwner o && o.owner.equals(owner);
        }

        @Override
        public int hashCode() {
            return owner.hashCode();
        }
    }
}
