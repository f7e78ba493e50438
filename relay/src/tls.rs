//! Certificate and key, read anew when their files change: a renewed certificate needs no restart.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use tokio_rustls::TlsAcceptor;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::config::Tls;
use crate::files;
use crate::watch::Watch;

/// The certificate in force.
#[derive(Clone)]
pub struct Certificate(Arc<RwLock<Arc<ServerConfig>>>);

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// Names the file that cannot be read or holds nothing of use.
    pub fn read(tls: &Tls) -> io::Result<Self> {
        Ok(Self(Arc::new(RwLock::new(server_config(tls)?))))
    }

    /// Notices that one of the files is another; begins before they are read.
    #[must_use]
    pub fn watch(tls: &Tls) -> Watch {
        Watch::begin([tls.certificate.clone(), tls.key.clone()])
    }

    /// For the next connection.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        let config = self.0.read().expect("nobody panics while holding it");
        TlsAcceptor::from(Arc::clone(&config))
    }

    /// Follows the files until the relay ends. A renewal that cannot be read is said and the
    /// certificate before stays in force.
    pub async fn follow(self, tls: Tls, mut watch: Watch, look_every: Duration) {
        loop {
            tokio::time::sleep(look_every).await;
            if !watch.has_changed() {
                continue;
            }
            match server_config(&tls) {
                Ok(config) => {
                    *self.0.write().expect("nobody panics while holding it") = config;
                    tracing::info!("the certificate was read anew");
                }
                Err(error) => tracing::error!(%error, "the new certificate cannot be used"),
            }
        }
    }
}

/// The cryptography of every TLS connection of the relay.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn server_config(tls: &Tls) -> io::Result<Arc<ServerConfig>> {
    let chain = chain(&tls.certificate)?;
    let key = files::named(&tls.key, key(&tls.key))?;
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key);
    let (certificate, key) = (tls.certificate.display(), tls.key.display());
    let config = config.map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            io::Error::other(format!("{key} is not the key of the certificate in {certificate}"))
        }
        error => io::Error::other(format!("{certificate}: {error}")),
    })?;
    Ok(Arc::new(config))
}

fn chain(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let read = || {
        let file = BufReader::new(File::open(path)?);
        let chain: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(file).collect();
        let chain = chain.map_err(|error| not_pem("certificate", &error))?;
        if chain.is_empty() {
            Err(not_pem("certificate", &pem::Error::NoItemsFound))
        } else {
            Ok(chain)
        }
    };
    files::named(path, read())
}

fn key(path: &Path) -> io::Result<PrivateKeyDer<'static>> {
    let file = BufReader::new(File::open(path)?);
    PrivateKeyDer::from_pem_reader(file).map_err(|error| not_pem("private key", &error))
}

fn not_pem(what: &str, error: &pem::Error) -> io::Error {
    match error {
        pem::Error::Io(error) => io::Error::new(error.kind(), error.to_string()),
        _ => io::Error::other(format!("there is no {what} in it, as PEM (-----BEGIN …)")),
    }
}

/// What browsers will look at.
#[derive(Debug)]
pub struct Facts {
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970.
    pub not_after: i64,
    /// Of the configured names, those that it is not for.
    pub unnamed: Vec<String>,
}

impl Facts {
    /// Reads the first certificate of the chain.
    ///
    /// # Errors
    /// Names the file that cannot be read.
    pub fn read(tls: &Tls, names: &[String]) -> io::Result<Self> {
        let path = &tls.certificate;
        let chain = chain(path)?;
        let unreadable = |error: &dyn std::fmt::Display| {
            io::Error::other(format!("{}: {error}", path.display()))
        };
        let (_, parsed) =
            X509Certificate::from_der(&chain[0]).map_err(|error| unreadable(&error))?;
        let end = ParsedCertificate::try_from(&chain[0]).map_err(|error| unreadable(&error))?;
        let is_for = |name: &String| {
            let bare = name.trim_matches(['[', ']']);
            ServerName::try_from(bare).is_ok_and(|name| verify_server_name(&end, &name).is_ok())
        };
        Ok(Self {
            not_before: parsed.validity().not_before.timestamp(),
            not_after: parsed.validity().not_after.timestamp(),
            unnamed: names.iter().filter(|name| !is_for(name)).cloned().collect(),
        })
    }
}
