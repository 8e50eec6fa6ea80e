package dev.nabla.web;

import java.util.List;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Spring's web layer: JSON is the only language of bodies. */
@Configuration(proxyBeanMethods = false)
class WebSetup implements WebMvcConfigurer {
    /** Streams wait for their readers; they have times of their own. */
    @Override
    public void configureAsyncSupport(AsyncSupportConfigurer async) {
        async.setTaskExecutor(new VirtualThreadTaskExecutor("answer-"));
        async.setDefaultTimeout(0);
    }

    /** A failure is a problem whatever is accepted, so to accept problems says nothing of answers; generated clients accept nothing else at times. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();
        negotiation.strategies(List.of(request -> {
            List<MediaType> types = header.resolveMediaTypes(request).stream()
                    .filter(t -> !t.equalsTypeAndSubtype(MediaType.APPLICATION_PROBLEM_JSON)).toList();
            return types.isEmpty() ? ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST : types;
        }));
    }

    @Override
    public void configureMessageConverters(ServerBuilder converters) {
        converters
                .configureMessageConvertersList(all -> all.removeIf(c -> c.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }
}
