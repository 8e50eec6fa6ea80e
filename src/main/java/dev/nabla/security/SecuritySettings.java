package dev.nabla.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the service. Without a key and an issuer everybody on this machine.
 *
 * @param key the first API key; its owner is {@code admin}
 * @param keyFile a file that holds it, such as a mounted secret
 * @param keys the file of hashed keys that the command {@code keys} writes
 * @param issuer the OpenID provider whose tokens are taken, by its URL
 * @param audience that a token must name, where one is set
 * @param allowOpen lets everybody in who reaches the service, on every address
 */
@ConfigurationProperties("nabla.security")
record SecuritySettings(
        @DefaultValue("") String key,
        @DefaultValue("") String keyFile,
        @DefaultValue("") String keys,
        @DefaultValue("") String issuer,
        @DefaultValue("") String audience,
        @DefaultValue("false") boolean allowOpen) {

    /** Whether callers are asked who they are. */
    boolean isOn() {
        return hasKeys() || !issuer.isEmpty();
    }

    boolean hasKeys() {
        return !key.isEmpty() || !keyFile.isEmpty() || !keys.isEmpty();
    }

    /** A record shows all it has; this one has a secret. */
    @Override
    public String toString() {
        return "SecuritySettings[keys=" + hasKeys() + ", issuer=" + issuer + "]";
    }
}
