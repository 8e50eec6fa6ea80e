package dev.nabla.web;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** The web server: as Spring Boot sets it up, with a total time for the head of a request, and problems where no servlet is asked. */
@Component
class TomcatSetup implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private final HttpLimits limits;
    private final Problems problems;

    TomcatSetup(HttpLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.setProtocol(PromptProtocol.class.getName());
        server.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof PromptProtocol http) {
                http.headerTime(limits.headerTime());
            }
            // A name in a path may be anything; what is no name is not found.
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        });
        server.addContextCustomizers(context -> context.getParent().getPipeline().addValve(new Reports(problems)));
    }

    /** The server's own refusals: of paths that it cannot read, for one. */
    private static final class Reports extends ErrorReportValve {
        private static final Logger LOG = LoggerFactory.getLogger(TomcatSetup.class);
        private final Problems problems;

        Reports(Problems problems) {
            this.problems = problems;
        }

        @Override
        protected void report(Request request, Response response, Throwable cause) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            try {
                problems.write(new Problem(ProblemCode.of(status), "the request's address cannot be read", null), request, response);
                response.finishResponse();
            } catch (IOException e) {
                LOG.debug("{} was not answered", request.getRequestURI(), e);
            }
        }
    }
}
