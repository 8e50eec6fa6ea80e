package dev.nabla.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Spring's web layer: JSON is the only language of bodies. */
@Configuration(proxyBeanMethods = false)
class WebSetup implements WebMvcConfigurer {
    @Override
    public void configureMessageConverters(ServerBuilder converters) {
        converters
                .configureMessageConvertersList(all -> all.removeIf(c -> c.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }
}
