package dev.nabla.web;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** The web server: as Spring Boot sets it up, with a total time for the head of a request. */
@Component
class TomcatSetup implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private final HttpLimits limits;

    TomcatSetup(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.setProtocol(PromptProtocol.class.getName());
        server.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof PromptProtocol http) {
                http.headerTime(limits.headerTime());
            }
        });
    }
}
