package dev.nabla.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
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

    @Override
    public void configureMessageConverters(ServerBuilder converters) {
        converters
                .configureMessageConvertersList(all -> all.removeIf(c -> c.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }
}
