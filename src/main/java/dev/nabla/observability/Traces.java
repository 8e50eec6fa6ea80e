package dev.nabla.observability;

import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Requests as traces by OpenTelemetry's protocol, where {@code nabla.metrics.traces} is set; their ids stand in the log too. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("nabla.metrics.traces")
class Traces {

    @Bean
    SdkTracerProvider tracerProvider(MetricsSettings settings) {
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "nabla"))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampled())))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder().setEndpoint(settings.traces()).build()).build())
                .build();
    }

    @Bean
    OtelTracer tracer(SdkTracerProvider provider) {
        Slf4JEventListener log = new Slf4JEventListener();
        return new OtelTracer(provider.get("nabla"), new OtelCurrentTraceContext(), log::onEvent);
    }

    /** A request that comes with a trace goes on with it. */
    @Bean
    @Order(0)
    PropagatingReceiverTracingObservationHandler<?> receivedRequests(OtelTracer tracer, SdkTracerProvider provider) {
        Tracer spans = provider.get("nabla");
        return new PropagatingReceiverTracingObservationHandler<>(tracer,
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), spans));
    }

    @Bean
    @Order(1)
    DefaultTracingObservationHandler observations(OtelTracer tracer) {
        return new DefaultTracingObservationHandler(tracer);
    }
}
