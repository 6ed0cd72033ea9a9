//! The hosts of Amazon SNS.
//!
//! In: the host of an address that a message names. Out: whether it is the vendor's, so that certificates may be fetched
//! from it and subscriptions confirmed. It must not know messages.

/// Whether a host is `sns.<region>.amazonaws.com` or that of China. Regions are matched as they are made
/// (`us-gov-west-1`), since anybody can have a bucket called `sns` at `sns.s3-us-west-1.amazonaws.com`.
pub(crate) fn is_sns(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(".cn").unwrap_or(&host);
    let region = host.strip_prefix("sns.").and_then(|host| host.strip_suffix(".amazonaws.com"));
    let Some((places, number)) = region.and_then(|region| region.rsplit_once('-')) else { return false };
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    places.contains('-')
        && places.split('-').all(is_word)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_sns;

    #[test]
    fn hosts_are_the_vendors_regions_and_nothing_else() {
        for host in [
            "sns.us-east-1.amazonaws.com",
            "sns.ap-southeast-12.amazonaws.com",
            "sns.us-gov-west-1.amazonaws.com",
            "sns.us-isob-east-1.amazonaws.com",
            "sns.cn-north-1.amazonaws.com.cn",
            "SNS.US-EAST-1.AMAZONAWS.COM",
        ] {
            assert!(is_sns(host), "{host}");
        }
        for host in [
            "sns.amazonaws.com",
            "sns..amazonaws.com",
            "sns.us.amazonaws.com",
            "sns.us-east.amazonaws.com",
            "sns.us-east-.amazonaws.com",
            "sns.us-east-100.amazonaws.com",
            "sns.s3-us-west-1.amazonaws.com",
            "sns.s3.amazonaws.com",
            "sns.s3-website-us-east-1.amazonaws.com",
            "sns.compute-1.amazonaws.com",
            "sns.us-east-1.elb.amazonaws.com",
            "x.sns.us-east-1.amazonaws.com",
            "sqs.us-east-1.amazonaws.com",
            "snsXus-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com.evil.test",
            "sns.us-east-1.amazonaws.com.cn.cn",
            "sns.us-east-1.amazonaws.co",
            "sns.us-east-1xamazonaws.com",
            "sns.us-east-1.amazonaws.com.",
            "sns.us--1.amazonaws.com",
        ] {
            assert!(!is_sns(host), "{host}");
        }
    }
}
