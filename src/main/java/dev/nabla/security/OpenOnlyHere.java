package dev.nabla.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** A service that asks nobody who he is serves its own machine alone, or does not start. */
@Component
final class OpenOnlyHere {
    private static final Logger LOG = LoggerFactory.getLogger(OpenOnlyHere.class);

    OpenOnlyHere(SecuritySettings settings, @Value("${server.address:#{null}}") @Nullable String address) throws UnknownHostException {
        boolean isHere = address != null && !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
        if (settings.isOn() || isHere) {
            return;
        }
        if (!settings.allowOpen()) {
            throw new IllegalAddress(address == null || address.isBlank() ? "every address" : address);
        }
        LOG.warn("Everybody who reaches this service may use it: nabla.security.allow-open is set.");
    }

    /** Nobody would be asked, and everybody could come. */
    static final class IllegalAddress extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        IllegalAddress(String address) {
            super("The service would listen on " + address + " and ask nobody for credentials.");
        }
    }
}
